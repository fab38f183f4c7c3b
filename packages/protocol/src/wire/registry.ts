import { z } from 'zod'
import { Digest, Instant, Name } from '../names.ts'

/** A named line of versions with one purpose and one owner. */
export const ModelView = z.strictObject({
  name: Name,
  purpose: z.string(),
  owner: z.string(),
  createdAt: Instant,
  versions: z.int().nonnegative(),
  latest: z.int().positive().optional(),
})
export type ModelView = z.infer<typeof ModelView>

/** What is known of how a version came to be; an attachment, never part of the package. */
export const Provenance = z.strictObject({
  /** Where the model file came from. */
  source: z.string().optional(),
  /** The event times it was trained on: from inclusive, until exclusive. */
  trainedOn: z.strictObject({ from: Instant, until: Instant }).optional(),
  /** Somebody said that it was trained on other data than those it is asked about. */
  elsewhere: z.literal(true).optional(),
  dataset: z.string().optional(),
  /** The command or script that trained it. */
  by: z.string().optional(),
})
export type Provenance = z.infer<typeof Provenance>

export const VersionView = z.strictObject({
  model: Name,
  version: z.int().positive(),
  digest: Digest,
  format: z.string(),
  task: z.string(),
  sizeBytes: z.int().nonnegative(),
  createdAt: Instant,
  createdBy: z.string(),
  provenance: Provenance,
  aliases: z.array(z.string()),
})
export type VersionView = z.infer<typeof VersionView>

/** A user's label on a version, with the time it held. */
export const AliasView = z.strictObject({
  model: Name,
  alias: Name,
  version: z.int().positive(),
  validFrom: Instant,
  validTo: Instant.optional(),
})
export type AliasView = z.infer<typeof AliasView>

export const SetAlias = z.strictObject({
  version: z.int().positive(),
  /** The version the alias is expected to hold now; 0: none. Absent: whatever it holds. */
  expected: z.int().nonnegative().optional(),
  reason: z.string().default(''),
})
export type SetAlias = z.infer<typeof SetAlias>

/** Query of a push; the body is the archive of the package. */
export const PushQuery = z.strictObject({
  reason: z.string().default(''),
  purpose: z.string().optional(),
  owner: z.string().optional(),
  /** JSON of `Provenance`. */
  provenance: z.string().optional(),
})
export type PushQuery = z.infer<typeof PushQuery>

export const PushView = z.strictObject({
  outcome: z.enum(['created', 'exists']),
  version: VersionView,
})
export type PushView = z.infer<typeof PushView>
