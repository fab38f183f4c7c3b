import { accuracy } from './accuracy.ts'
import { auc } from './auc.ts'
import { averagePrecision } from './average-precision.ts'
import { baseRate } from './base-rate.ts'
import { brier } from './brier.ts'
import { calibrationError } from './calibration-error.ts'
import { logLoss } from './log-loss.ts'
import { mae } from './mae.ts'
import { r2 } from './r2.ts'
import { rmse } from './rmse.ts'
import type { Metric } from './types.ts'

/** Every metric, in the order in which a table shows them. */
export const metrics: readonly Metric[] = [
  logLoss,
  auc,
  brier,
  averagePrecision,
  accuracy,
  calibrationError,
  baseRate,
  rmse,
  mae,
  r2,
]

/** The metric of this name, or `undefined` if there is none. */
export function findMetric(name: string): Metric | undefined {
  return metrics.find((metric) => metric.name === name)
}
