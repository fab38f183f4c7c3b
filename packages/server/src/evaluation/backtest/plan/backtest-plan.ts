import {
  BacktestConfig,
  BusinessMetric,
  ContenderPlan,
  DatasetConfig,
  Digest,
  Duration,
} from '@ratchet-ml/protocol'
import { z } from 'zod'

const PlannedDataset = z.strictObject({
  name: z.string(),
  /** Of the content, as it is read. */
  digest: Digest,
  /** `flights@sha256:…` of rows that were kept as a snapshot. */
  snapshot: z.string().optional(),
  /** How it is read; the files of a snapshot are left out. */
  config: DatasetConfig.partial({ files: true }),
})
export type PlannedDataset = z.infer<typeof PlannedDataset>

/**
 * Everything that determines a back-test beside the bytes of the data and of packages, in plain JSON:
 * it stands in the document, and the back-test is run again from it.
 */
export const BacktestPlan = z.strictObject({
  ratchetBacktest: z.literal(2),
  model: z.string(),
  task: z.enum(['binary', 'multiclass', 'regression', 'ranking']),
  dataset: PlannedDataset,
  label: z.string(),
  /** The column of event times, where there is one. */
  time: z.string().optional(),
  partition: z.union([z.enum(['day', 'week', 'month']), z.strictObject({ column: z.string() })]),
  contenders: z.array(ContenderPlan),
  metrics: z.array(z.string()),
  /** Those of the metrics that the model declares. */
  own: z.record(z.string(), BusinessMetric).optional(),
  /** Of the intervals. */
  level: BacktestConfig.shape.level.unwrap(),
  slices: z.array(z.string()),
  cluster: z.string().optional(),
  /** How long a label takes. */
  gap: Duration.optional(),
  /** Of everything that is drawn at random. */
  seed: z.int().nonnegative(),
  /** The contender that others are compared with, where it is not the first. */
  incumbent: z.string().optional(),
})
export type BacktestPlan = z.infer<typeof BacktestPlan>
