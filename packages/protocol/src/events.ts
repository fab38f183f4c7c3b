import { z } from 'zod'
import { Digest, Name } from './names.ts'
import { Verdict } from './wire/checks.ts'
import { RoutedVersion } from './wire/endpoints.ts'
import { Provenance } from './wire/registry.ts'
import { ContentHash, TimeRange } from './wire/snapshots.ts'

/** Every kind of event of the ledger, with the newest version of its data. */
export const events = {
  'model.created': {
    v: 1,
    says: 'A model line was opened.',
    data: z.strictObject({ model: Name, purpose: z.string(), owner: z.string() }),
  },
  'version.added': {
    v: 1,
    says: 'A package became a numbered version of a model.',
    data: z.strictObject({
      model: Name,
      version: z.int().positive(),
      digest: Digest,
      format: z.string(),
      task: z.string(),
      sizeBytes: z.int().nonnegative(),
    }),
  },
  'attachment.added': {
    v: 1,
    says: 'A document was linked to a version.',
    data: z.strictObject({
      model: Name,
      version: z.int().positive(),
      /** `provenance`, `card`, `reference-profile`, `report` */
      role: z.string(),
      digest: Digest,
      provenance: Provenance.optional(),
    }),
  },
  'alias.set': {
    v: 1,
    says: 'A label was put on a version.',
    data: z.strictObject({
      model: Name,
      alias: Name,
      version: z.int().positive(),
      before: z.int().positive().optional(),
    }),
  },
  'route.changed': {
    v: 1,
    says: 'An endpoint answers by another version.',
    data: z.strictObject({
      endpoint: Name,
      revision: z.int().positive(),
      change: z.enum(['created', 'promoted', 'rolled-back']),
      champion: RoutedVersion,
      standby: RoutedVersion.optional(),
      /** Digest of the endpoint's contract. */
      contract: Digest,
      /** Why it was promoted though the gates of its model line had not passed. */
      waived: z.string().min(1).optional(),
    }),
  },
  'specification.applied': {
    v: 1,
    says: 'A new revision of what a model line must satisfy is in force.',
    data: z.strictObject({ model: Name, revision: z.int().positive(), digest: Digest }),
  },
  'backtest.recorded': {
    v: 1,
    says: 'A back-test was kept as evidence.',
    data: z.strictObject({
      backtest: Digest,
      model: z.string(),
      blob: Digest,
      /** What ran it for its own answer; absent: it was asked for. */
      by: z.literal('check').optional(),
    }),
  },
  'check.recorded': {
    v: 1,
    says: 'The offline gates of a version or of a recipe were answered.',
    data: z.strictObject({
      check: Digest,
      model: Name,
      version: Digest,
      /** A recipe was checked, and no version: its name; `version` is what it is by its digest. */
      recipe: Name.optional(),
      /** The agreed specification it was judged by. */
      specification: Digest.optional(),
      verdict: Verdict,
      /** The document. */
      blob: Digest,
    }),
  },
  'snapshot.created': {
    v: 1,
    says: 'The state of a dataset was kept.',
    data: z.strictObject({
      snapshot: Name,
      number: z.int().positive(),
      /** Of the manifest, which is the blob under it. */
      digest: Digest,
      contentHash: ContentHash,
      rows: z.int().nonnegative(),
      parts: z.int().nonnegative(),
      bytes: z.int().nonnegative(),
      range: TimeRange.optional(),
      /** The newest of the name before. */
      parent: Digest.optional(),
      /** The document of how it came to be. */
      provenance: Digest,
    }),
  },
} as const satisfies Record<string, { v: number; says: string; data: z.ZodType }>

export type EventKind = keyof typeof events
export type EventData<K extends EventKind> = z.infer<(typeof events)[K]['data']>
