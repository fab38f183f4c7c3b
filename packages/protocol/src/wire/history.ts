import { z } from 'zod'
import { Instant, Name } from '../names.ts'

/** Rows that a query gives back at most. */
export const mostQueryRows = 100_000

/** A question about what was predicted and what happened. */
export const LogQuery = z.strictObject({
  /** One SELECT over `predictions`, `predictions_<endpoint>`, `joined`, `outcomes`, `outcome_history`. */
  sql: z.string().min(1).max(100_000),
  /** As it was known then. */
  asOf: Instant.optional(),
  /** Rows given back at most. */
  limit: z.int().positive().max(mostQueryRows).default(1000),
})
export type LogQuery = z.infer<typeof LogQuery>
export type LogQueryInput = z.input<typeof LogQuery>

const Cell = z.union([z.number(), z.string(), z.boolean(), z.null()])

/** An answer; times are RFC 3339, integers beyond 2^53 and what JSON lacks are texts. */
export const LogQueryView = z.strictObject({
  columns: z.array(z.strictObject({ name: z.string(), type: z.string() })),
  rows: z.array(z.array(Cell)),
  /** Whether there are more rows than the limit let through. */
  isCut: z.boolean(),
})
export type LogQueryView = z.infer<typeof LogQueryView>

/** What of a log is written to a file. */
export const LogExport = z.strictObject({
  endpoint: Name,
  /** A folder of the owner's machine; absolute. */
  folder: z.string().startsWith('/'),
  format: z.enum(['parquet', 'csv', 'ndjson']).default('parquet'),
  /** Only predictions whose event time is from here on. */
  from: Instant.optional(),
  /** Only predictions whose event time is before. */
  until: Instant.optional(),
  /** As it was known then. */
  asOf: Instant.optional(),
  /** With the outcomes. */
  joined: z.boolean().default(false),
})
export type LogExport = z.infer<typeof LogExport>
export type LogExportInput = z.input<typeof LogExport>

export const LogExportView = z.strictObject({ file: z.string(), rows: z.int().nonnegative() })
export type LogExportView = z.infer<typeof LogExportView>

/** What bringing the tables of the log in order came to. */
export const LogCompactionView = z.strictObject({
  /** Records that became rows of tables. */
  converted: z.int().nonnegative(),
  /** Files that were merged, and into how many. */
  merged: z.int().nonnegative(),
  into: z.int().nonnegative(),
  /** Rows of days that are kept no longer. */
  removedRows: z.int().nonnegative(),
  removedDays: z.int().nonnegative(),
})
export type LogCompactionView = z.infer<typeof LogCompactionView>

/** How many predictions have an outcome, by their age. */
export const CoverageView = z.strictObject({
  endpoint: Name,
  asOf: Instant,
  /** Of outcomes: `label` unless told. */
  name: z.string(),
  ages: z.array(
    z.strictObject({
      /** Such as `1 h - 1 d`. */
      age: z.string(),
      predictions: z.int().nonnegative(),
      withOutcome: z.int().nonnegative(),
    }),
  ),
  /**
   * Share of predictions whose outcome is known so long after them: 1 less the product-limit estimate
   * of Kaplan and Meier, where a prediction without an outcome is censored at its age.
   */
  delays: z.array(z.strictObject({ seconds: z.number(), share: z.number() })),
  /** Outcomes whose prediction is not known. */
  unmatched: z.int().nonnegative(),
  /** Outcomes that state another endpoint than their prediction's. */
  endpointMismatch: z.int().nonnegative(),
})
export type CoverageView = z.infer<typeof CoverageView>

/** An outcome that changed what was known. */
export const RestatementView = z.strictObject({
  outcomeId: z.string(),
  predictionId: z.string().optional(),
  name: z.string(),
  revision: z.int().nonnegative(),
  /** A number or a text; absent: none, or retracted. */
  from: z.union([z.number(), z.string()]).optional(),
  to: z.union([z.number(), z.string()]).optional(),
  recordedTime: Instant,
})
export type RestatementView = z.infer<typeof RestatementView>

export const RestatementPage = z.strictObject({
  restatements: z.array(RestatementView),
  /** Whether there are more. */
  isCut: z.boolean(),
})
export type RestatementPage = z.infer<typeof RestatementPage>
