export { bootstrapDifference, bootstrapMetric, type Dependence } from './bootstrap-metric.ts'
export { reliabilityOf } from './calibration-error.ts'
export {
  type ClusterBootstrap,
  type ClusterBootstrapOptions,
  type ClusterBootstrapState,
  createClusterBootstrap,
  type RowNames,
} from './cluster-bootstrap.ts'
export { nameOfText } from './hash-of.ts'
export { type MetricFamily, metricFamilies } from './metric-families.ts'
export {
  createMetricSet,
  type EvaluationBatch,
  type MetricSet,
  type MetricSetOptions,
  type MetricSetState,
  type WrittenNumbers,
} from './metric-set.ts'
export { numberMean } from './numbers/number-mean.ts'
export type { NumberMetricOptions } from './numbers/number-metric.ts'
export { numberRatio } from './numbers/number-ratio.ts'
export { numberSum } from './numbers/number-sum.ts'
export { auc } from './ranked/auc.ts'
export { averagePrecision } from './ranked/average-precision.ts'
export { calibrationErrorMass } from './ranked/calibration-error-mass.ts'
export { findMetric, metrics } from './registry.ts'
export type { ReliabilityBin } from './reliability.ts'
export { widthOfKind } from './rows.ts'
export { createRunRoom, type RunRoom } from './runs/run-room.ts'
export type { RunStore, StoredRun } from './runs/run-store.ts'
export { naiveScales } from './scaled-errors.ts'
export { createSlicedMetrics, type SlicedMetrics, type SlicedState } from './sliced-metrics.ts'
export type {
  Accumulator,
  AccumulatorState,
  Column,
  Estimate,
  IntervalPromise,
  LabelledBatch,
  Metric,
  MetricDescription,
  NumberKind,
  PredictionKind,
  RowNumbers,
  SupportUnit,
  Task,
  UndefinedReason,
} from './types.ts'
