import { z } from 'zod'
import { Instant, Name } from '../names.ts'

/** A number, a boolean or a label that is text; null takes an outcome back. */
const Value = z.union([z.number(), z.boolean(), z.string(), z.null()])

/**
 * What happened to one prediction, named by its id, or by endpoint, unit and time. `values` stands for
 * one outcome for each of its names.
 */
export const OutcomeInput = z.strictObject({
  /** The caller's own; else that of the content, so that what is sent twice counts once. */
  id: z.string().optional(),
  /** Of equal ids the highest counts; 0 unless told. */
  revision: z.int().nonnegative().optional(),
  predictionId: z.string().optional(),
  endpoint: Name.optional(),
  unit: z.union([z.string(), z.number(), z.boolean()]).optional(),
  /** The prediction is the latest of the unit that is not after this. */
  time: Instant.optional(),
  /** `label` unless told. */
  name: Name.optional(),
  value: Value.optional(),
  values: z.record(Name, Value).optional(),
  /** When it happened; when it was recorded unless told. */
  eventTime: Instant.optional(),
})
export type OutcomeInput = z.infer<typeof OutcomeInput>

/** One outcome, or several. */
export const OutcomeBody = z.union([
  OutcomeInput,
  z.strictObject({ outcomes: z.array(OutcomeInput).min(1) }),
])
export type OutcomeBody = z.infer<typeof OutcomeBody>

/** A row that was not taken. Its values are not repeated. */
export const RefusedOutcome = z.strictObject({
  /** Of a body of text, from 1. */
  line: z.int().positive().optional(),
  /** Of a table, from 1. */
  row: z.int().positive().optional(),
  code: z.string(),
  /** JSON pointer within the row; empty for the row itself. */
  pointer: z.string(),
  detail: z.string(),
})
export type RefusedOutcome = z.infer<typeof RefusedOutcome>

/** What became of a body: everything accepted is on the disk. */
export const OutcomeReceipt = z.strictObject({
  accepted: z.int().nonnegative(),
  /** Rows that were not taken, all of them told in the quarantine file. */
  quarantined: z.int().nonnegative(),
  /** The first of these. */
  refused: z.array(RefusedOutcome),
  /** Path of the quarantine file within the data folder, where there is one. */
  quarantine: z.string().optional(),
})
export type OutcomeReceipt = z.infer<typeof OutcomeReceipt>
