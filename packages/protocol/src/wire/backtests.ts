import { z } from 'zod'
import { Digest, Instant } from '../names.ts'
import { Comparison } from './comparisons.ts'
import { LeakReport } from './leaks.ts'

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
    /** How many the interval rests on, in the unit that the metric states; absent: as many as `n`. */
    support: z.number().nonnegative().optional(),
  }),
  z.strictObject({
    kind: z.literal('undefined'),
    reason: z.string(),
    n: z.int().nonnegative(),
  }),
])
export type MetricValue = z.infer<typeof MetricValue>

const Training = z.strictObject({ from: Instant, until: Instant })

/** A version, a recipe or a baseline that was judged. */
export const Contender = z.strictObject({
  /** `flights@1`, `recipe:monthly`, `baseline:prior` */
  name: z.string(),
  kind: z.enum(['version', 'recipe', 'baseline']),
  /** Of a version: its package. Of a recipe: what it is, its trainers' settings or its files. */
  digest: Digest.optional(),
  trainedOn: Training.optional(),
})
export type Contender = z.infer<typeof Contender>

/**
 * Whether rows count as evidence about a contender, or why not: it was trained on them, nobody said what
 * it was trained on, or it answers nothing there.
 */
export const Counted = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('evidence') }),
  z.strictObject({ kind: z.literal('trained-on') }),
  z.strictObject({ kind: z.literal('training-unknown') }),
  z.strictObject({ kind: z.literal('no-answer'), because: z.string() }),
])
export type Counted = z.infer<typeof Counted>

const Metrics = z.record(z.string(), MetricValue)

/** A group of rows and every contender's metrics on it, by contender and metric. */
export const SliceResult = z.strictObject({
  /** The column, and its value in these rows. */
  by: z.string(),
  slice: z.string(),
  rows: z.int().nonnegative(),
  results: z.record(z.string(), Metrics),
})
export type SliceResult = z.infer<typeof SliceResult>

/** A bin of predicted probabilities with what happened. */
const ReliabilityBin = z.strictObject({
  predicted: z.number(),
  observed: z.number(),
  low: z.number().optional(),
  high: z.number().optional(),
  n: z.int().nonnegative(),
})

/** A bin of predicted values with the residuals (label less prediction) in it. */
const ResidualBin = z.strictObject({
  predicted: z.number(),
  mean: z.number(),
  /** Quantiles at 5, 25, 50, 75 and 95 % of the residuals. */
  quantiles: z.array(z.number()),
  n: z.int().nonnegative(),
})

/** What pictures of one contender are drawn from; aggregates alone. */
export const Shape = z.strictObject({
  reliability: z.array(ReliabilityBin).optional(),
  /** Points from (0, 0) to (1, 1): share of false positives, share of true ones. */
  roc: z.array(z.tuple([z.number(), z.number()])).optional(),
  /** Points of recall and precision. */
  precisionRecall: z.array(z.tuple([z.number(), z.number()])).optional(),
  residuals: z.array(ResidualBin).optional(),
})
export type Shape = z.infer<typeof Shape>

export const PartitionResult = z.strictObject({
  /** `2001-01`, or the value of the column */
  partition: z.string(),
  /** Absent where partitions are values of a column. */
  from: Instant.optional(),
  until: Instant.optional(),
  rows: z.int().nonnegative(),
  /** Rows left out because the label was missing. */
  unlabelled: z.int().nonnegative(),
  /** By contender, then by metric. */
  results: z.record(
    z.string(),
    z.strictObject({
      counted: Counted,
      metrics: Metrics,
      /** Of a recipe: the model that answered here, and what it was trained on. */
      digest: Digest.optional(),
      trainedOn: Training.optional(),
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
  /**
   * What follows is over the rows that count for every contender but the baselines. Documents of
   * earlier releases lack it.
   */
  common: z
    .strictObject({
      partitions: z.array(z.string()),
      rows: z.int().nonnegative(),
      results: z.record(z.string(), Metrics),
      slices: z.array(SliceResult),
      shapes: z.record(z.string(), Shape),
    })
    .optional(),
  comparisons: z.array(Comparison).optional(),
  leaks: LeakReport.optional(),
  /** Everything that determines the result beside the data: enough to run it again. */
  plan: z.record(z.string(), z.unknown()).optional(),
})
export type Backtest = z.infer<typeof Backtest>

/** A back-test in the list of those that were recorded. */
export const BacktestSummary = z.strictObject({
  id: Digest,
  model: z.string(),
  recordedAt: Instant,
  actor: z.string(),
  /** A check ran it for its own answer; absent: it was asked for. */
  by: z.literal('check').optional(),
})
export type BacktestSummary = z.infer<typeof BacktestSummary>
