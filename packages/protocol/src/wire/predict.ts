import { z } from 'zod'

/** Body of `POST /predict/{endpoint}`. */
export const PredictRequest = z.strictObject({
  rows: z.array(z.record(z.string(), z.unknown())).min(1),
  /** `raw: true` adds the margins. */
  raw: z.boolean().default(false),
})
export type PredictRequest = z.input<typeof PredictRequest>

export const Outputs = z.record(z.string(), z.unknown())
export type Outputs = z.infer<typeof Outputs>

/** One row answered. */
export const Prediction = z.strictObject({
  /** `<request id>.<row>` */
  id: z.string(),
  /** The version that answered; 0: none could, the baseline did. */
  version: z.int().nonnegative(),
  arm: z.string(),
  /** `champion`, `standby` or `baseline` */
  servedBy: z.string(),
  /** Why the champion did not: `error`, `timeout` or `invalid-output`. */
  fallback: z.string().optional(),
  outputs: Outputs,
  raw: z.array(z.union([z.number(), z.string()])).optional(),
})
export type Prediction = z.infer<typeof Prediction>

export const PredictReply = z.strictObject({
  id: z.string(),
  endpoint: z.string(),
  predictions: z.array(Prediction),
})
export type PredictReply = z.infer<typeof PredictReply>
