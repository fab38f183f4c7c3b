import { z } from 'zod'
import { Digest, Instant } from '../names.ts'

/** A metric's value on a group of rows, or why there is none. */
export const MetricValue = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('value'),
    value: z.number(),
    low: z.number().optional(),
    high: z.number().optional(),
    level: z.number().optional(),
    /** How the interval was made. */
    method: z.string().optional(),
    n: z.int().nonnegative(),
  }),
  z.strictObject({
    kind: z.literal('undefined'),
    reason: z.string(),
    n: z.int().nonnegative(),
  }),
])
export type MetricValue = z.infer<typeof MetricValue>

/** A version or a baseline that was judged. */
export const Contender = z.strictObject({
  /** `flights@1`, `baseline:prior` */
  name: z.string(),
  kind: z.enum(['version', 'baseline']),
  digest: Digest.optional(),
  trainedOn: z.strictObject({ from: Instant, until: Instant }).optional(),
})
export type Contender = z.infer<typeof Contender>

export const PartitionResult = z.strictObject({
  /** `2001-01` */
  partition: z.string(),
  from: Instant,
  until: Instant,
  rows: z.int().nonnegative(),
  /** Rows left out because the label was missing. */
  unlabelled: z.int().nonnegative(),
  /** By contender, then by metric. */
  results: z.record(
    z.string(),
    z.strictObject({
      /** Whether these rows count as evidence, or why not. */
      counted: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('evidence') }),
        z.strictObject({ kind: z.literal('trained-on') }),
      ]),
      metrics: z.record(z.string(), MetricValue),
    }),
  ),
})
export type PartitionResult = z.infer<typeof PartitionResult>

/** A back-test: every contender on the same rows, partition by partition. */
export const Backtest = z.strictObject({
  /** Digest of everything that determines the result. */
  id: Digest,
  model: z.string(),
  task: z.string(),
  dataset: z.strictObject({
    name: z.string(),
    /** Content digest of the files read. */
    digest: Digest,
    rows: z.int().nonnegative(),
    /** Rows in no partition, for want of an event time; absent when there are none. */
    untimed: z.int().positive().optional(),
  }),
  label: z.string(),
  partitionBy: z.string(),
  level: z.number(),
  metrics: z.array(
    z.strictObject({ name: z.string(), title: z.string(), direction: z.enum(['higher', 'lower']) }),
  ),
  contenders: z.array(Contender),
  partitions: z.array(PartitionResult),
})
export type Backtest = z.infer<typeof Backtest>

/** A back-test in the list of those that were recorded. */
export const BacktestSummary = z.strictObject({
  id: Digest,
  model: z.string(),
  recordedAt: Instant,
  actor: z.string(),
})
export type BacktestSummary = z.infer<typeof BacktestSummary>
