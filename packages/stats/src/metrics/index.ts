export { reliabilityOf } from './calibration-error.ts'
export { findMetric, metrics } from './registry.ts'
export type { ReliabilityBin } from './reliability.ts'
export type {
  Accumulator,
  AccumulatorState,
  Estimate,
  LabelledBatch,
  Metric,
  PredictionKind,
  Task,
  UndefinedReason,
} from './types.ts'
