import { z } from 'zod'
import { Digest, Instant, Name } from '../names.ts'

/** A column of every part, by the kind that its values are read as. */
export const SnapshotColumn = z.strictObject({
  name: z.string(),
  kind: z.enum(['number', 'text', 'timestamp', 'boolean']),
})
export type SnapshotColumn = z.infer<typeof SnapshotColumn>

/** The first and the last event time of some rows. */
export const TimeRange = z.strictObject({ first: Instant, last: Instant })
export type TimeRange = z.infer<typeof TimeRange>

/** A Parquet file of a snapshot. */
export const SnapshotPart = z.strictObject({
  sha256: Digest,
  bytes: z.int().positive(),
  rows: z.int().nonnegative(),
  time: TimeRange.optional(),
})
export type SnapshotPart = z.infer<typeof SnapshotPart>

/**
 * What a snapshot is. Its digest is the SHA-256 of its RFC 8785 form, so that equal content has an
 * equal digest on every machine: no name, path, host, person or time of making is in it.
 */
export const SnapshotManifest = z.strictObject({
  ratchetSnapshot: z.literal(1),
  /** By name. */
  columns: z.array(SnapshotColumn).min(1),
  /** The column of event times, and the zone of times that are written without one. */
  time: z.strictObject({ column: z.string(), zone: z.string() }).optional(),
  /** Columns made from others, as of a dataset. */
  derive: z.record(z.string(), z.string()).optional(),
  label: z.string().optional(),
  /** By first and last event time, then by digest. */
  parts: z.array(SnapshotPart),
  rows: z.int().nonnegative(),
  range: TimeRange.optional(),
})
export type SnapshotManifest = z.infer<typeof SnapshotManifest>

/** How often a rule was broken, in a column. */
export const QualityCount = z.strictObject({
  /** `type`, `missing`, `range`, `level`, `duplicate`, `unreadable` */
  rule: z.string(),
  column: z.string().optional(),
  rows: z.int().positive(),
})
export type QualityCount = z.infer<typeof QualityCount>

/** What was found when rows were checked at the door. */
export const QualityReport = z.strictObject({
  rowsRead: z.int().nonnegative(),
  rowsKept: z.int().nonnegative(),
  rowsQuarantined: z.int().nonnegative(),
  /** The share of quarantined rows that was allowed. */
  mostBad: z.number().min(0).max(1),
  counts: z.array(QualityCount),
  /** NDJSON of file, row, column and rule of each quarantined row; absent when there is none. */
  quarantine: Digest.optional(),
  /** Missing values by column, where there are any. */
  missing: z.record(z.string(), z.int().positive()),
  /** Rows without an event time, where a time column is named. */
  untimed: z.int().positive().optional(),
  /** Rows left out because they were recorded after the time that was asked for. */
  notYetRecorded: z.int().positive().optional(),
  /** What the rows were checked against. */
  contract: z.strictObject({ name: z.string(), digest: Digest }).optional(),
})
export type QualityReport = z.infer<typeof QualityReport>

/** A file that a snapshot was made from. */
export const SnapshotSource = z.strictObject({
  /** As it was found: a base name, or a path below the folder that was named. */
  file: z.string(),
  format: z.enum(['parquet', 'csv', 'ndjson']),
  bytes: z.int().nonnegative(),
  /** Kept as it was, written anew by our writer, or known from an earlier snapshot. */
  kept: z.enum(['copied', 'converted', 'unchanged']),
  /** What was found out about a text file. */
  dialect: z.string().optional(),
  parts: z.array(Digest),
})
export type SnapshotSource = z.infer<typeof SnapshotSource>

/** How a snapshot came to be: beside its digest, never in it. */
export const SnapshotProvenance = z.strictObject({
  ratchetSnapshotProvenance: z.literal(1),
  /** What was asked for, as the command line said it. */
  asked: z.array(z.string()),
  sources: z.array(SnapshotSource),
  /** As the data was known at this time. */
  asOf: Instant.optional(),
  /** The table of features that was joined, and how. */
  features: z
    .strictObject({
      file: z.string(),
      sha256: Digest,
      on: z.string(),
      time: z.string(),
      recorded: z.string().optional(),
      rowsJoined: z.int().nonnegative(),
      rowsWithout: z.int().nonnegative(),
    })
    .optional(),
  engine: z.strictObject({ release: z.string(), parquetWriter: z.string() }),
  quality: QualityReport,
})
export type SnapshotProvenance = z.infer<typeof SnapshotProvenance>

/** Order-independent hash of the rows of a snapshot: 128 bits, hexadecimal. */
export const ContentHash = z.string().regex(/^[0-9a-f]{32}$/)

/** A snapshot whose parts are kept already and that is to be recorded. */
export const NewSnapshot = z.strictObject({
  manifest: SnapshotManifest,
  contentHash: ContentHash,
  provenance: SnapshotProvenance,
  reason: z.string().default(''),
})
export type NewSnapshot = z.infer<typeof NewSnapshot>

export const SnapshotView = z.strictObject({
  snapshot: Name,
  number: z.int().positive(),
  digest: Digest,
  contentHash: ContentHash,
  rows: z.int().nonnegative(),
  parts: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  range: TimeRange.optional(),
  parent: Digest.optional(),
  createdAt: Instant,
  createdBy: z.string(),
})
export type SnapshotView = z.infer<typeof SnapshotView>

export const SnapshotDetail = z.strictObject({
  snapshot: SnapshotView,
  manifest: SnapshotManifest,
  provenance: SnapshotProvenance,
})
export type SnapshotDetail = z.infer<typeof SnapshotDetail>

export const SnapshotCreated = z.strictObject({
  outcome: z.enum(['created', 'exists']),
  snapshot: SnapshotView,
})
export type SnapshotCreated = z.infer<typeof SnapshotCreated>
