import { z } from 'zod'
import { Instant, Name } from '../names.ts'

const LoggedValue = z.union([z.number(), z.string(), z.boolean(), z.null()])

/** One prediction, or one request that was refused or failed, as the prediction log has it. */
export const LogRecordView = z.strictObject({
  kind: z.enum(['answered', 'refused', 'failed']),
  /** `<request>.<row>`; absent where no row was answered. */
  predictionId: z.string().optional(),
  requestId: z.string(),
  eventTime: Instant,
  recordedTime: Instant,
  endpoint: Name,
  contractDigest: z.string(),
  routeRevision: z.int().nonnegative(),
  versionDigest: z.string().optional(),
  arm: z.string().optional(),
  propensity: z.number(),
  experimentIteration: z.int().positive().optional(),
  unit: LoggedValue.optional(),
  segments: z.record(z.string(), LoggedValue),
  features: z.record(z.string(), LoggedValue),
  outputs: z.record(z.string(), z.union([LoggedValue, z.array(LoggedValue)])),
  raw: z.array(LoggedValue),
  latencyUs: z.int().nonnegative(),
  servedBy: z.string().optional(),
  fallbackReason: z.string().optional(),
  status: z.int(),
  /** Code of the problem that the request was answered with. */
  problem: z.string().optional(),
  samplingProbability: z.number(),
})
export type LogRecordView = z.infer<typeof LogRecordView>

/** Records of an endpoint, oldest first, and the place behind them. */
export const LogPageView = z.strictObject({
  records: z.array(LogRecordView),
  next: z.string(),
})
export type LogPageView = z.infer<typeof LogPageView>

/** How an endpoint's log does. Offered = sampledOut + written + dropped + failed + pending. */
export const LogStatus = z.strictObject({
  durability: z.enum(['default', 'before-response']),
  state: z.enum(['ok', 'slow', 'failing']),
  sampledOut: z.int().nonnegative(),
  written: z.int().nonnegative(),
  dropped: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  pending: z.int().nonnegative(),
})
export type LogStatus = z.infer<typeof LogStatus>
