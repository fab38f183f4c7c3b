export { bootstrapDifference, bootstrapMetric, type Dependence } from './bootstrap-metric.ts'
export { reliabilityOf } from './calibration-error.ts'
export { type MetricFamily, metricFamilies } from './metric-families.ts'
export {
  createMetricSet,
  type EvaluationBatch,
  type MetricSet,
  type MetricSetState,
} from './metric-set.ts'
export { createPoissonBootstrap, type PoissonBootstrap } from './poisson-bootstrap.ts'
export { auc } from './ranked/auc.ts'
export { averagePrecision } from './ranked/average-precision.ts'
export { calibrationErrorMass } from './ranked/calibration-error-mass.ts'
export type { RankedMetric } from './ranked/ranked-metric.ts'
export type { RankedRows } from './ranked/ranked-rows.ts'
export type { SortedScores } from './ranked/score-list.ts'
export {
  createRunBuilder,
  estimateRanked,
  type RunBuilder,
  type RunTotals,
  rankRuns,
} from './ranked/sorted-runs.ts'
export type { SortedRun } from './ranked/walk-merged.ts'
export { findMetric, metrics } from './registry.ts'
export type { ReliabilityBin } from './reliability.ts'
export { naiveScales } from './scaled-errors.ts'
export { createSlicedMetrics, type SlicedMetrics } from './sliced-metrics.ts'
export type {
  Accumulator,
  AccumulatorState,
  Column,
  Estimate,
  IntervalPromise,
  LabelledBatch,
  Metric,
  MetricDescription,
  PredictionKind,
  RowNumbers,
  SupportUnit,
  Task,
  UndefinedReason,
} from './types.ts'
