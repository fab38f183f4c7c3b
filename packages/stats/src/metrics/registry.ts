import { accuracy } from './accuracy.ts'
import { baseRate } from './base-rate.ts'
import { brier } from './brier.ts'
import { calibrationError } from './calibration-error.ts'
import { kappa } from './confusion/kappa.ts'
import { mcc } from './confusion/mcc.ts'
import { precision, recall } from './confusion/shares.ts'
import { gammaDeviance, poissonDeviance } from './deviances.ts'
import { detectionRate, timeToDetection } from './grouped/episodes.ts'
import { intervalCoverage } from './interval-coverage.ts'
import { logLoss } from './log-loss.ts'
import { mae } from './mae.ts'
import { type MetricFamily, metricFamilies } from './metric-families.ts'
import { mape, smape } from './percentage-errors.ts'
import { r2 } from './r2.ts'
import { auc } from './ranked/auc.ts'
import { averagePrecision } from './ranked/average-precision.ts'
import { calibrationErrorMass } from './ranked/calibration-error-mass.ts'
import { multiclassAuc } from './ranked/multiclass-auc.ts'
import { rmse } from './rmse.ts'
import { mase, rmsse } from './scaled-errors.ts'
import type { Metric } from './types.ts'

/** Every metric, in the order in which a table shows them; families by their usual parameter. */
export const metrics: readonly Metric[] = [
  logLoss,
  auc,
  multiclassAuc('one-vs-rest', 'macro', 'auc-one-vs-rest'),
  multiclassAuc('one-vs-rest', 'weighted', 'auc-one-vs-rest-weighted'),
  multiclassAuc('one-vs-one', 'macro', 'auc-one-vs-one'),
  multiclassAuc('one-vs-one', 'weighted', 'auc-one-vs-one-weighted'),
  brier,
  averagePrecision,
  accuracy,
  usual('top-k'),
  precision,
  recall,
  usual('f-beta'),
  usual('f-beta-macro'),
  usual('f-beta-micro'),
  usual('f-beta-weighted'),
  mcc,
  kappa('plain', 'kappa'),
  kappa('linear', 'kappa-linear'),
  kappa('quadratic', 'kappa-quadratic'),
  usual('cost'),
  usual('lift'),
  calibrationError,
  calibrationErrorMass,
  baseRate,
  rmse,
  mae,
  mape,
  smape,
  r2,
  usual('pinball'),
  poissonDeviance,
  gammaDeviance,
  intervalCoverage,
  mase,
  rmsse,
  usual('ndcg'),
  usual('map'),
  usual('mrr'),
  usual('hit-rate'),
  usual('precision-at'),
  timeToDetection,
  detectionRate,
]

/**
 * The metric of this name, or `undefined` if there is none. Families take a parameter after a
 * colon: `f-beta:2`, `cost:0,1,5,0`, `ndcg:10`.
 */
export function findMetric(name: string): Metric | undefined {
  return metrics.find((metric) => metric.name === name) ?? findOfFamily(name)
}

function findOfFamily(name: string): Metric | undefined {
  const [family = '', parameter, ...more] = name.split(':')
  const found = findFamily(family)
  return more.length > 0 || parameter === undefined ? undefined : found?.create(parameter, name)
}

function findFamily(name: string): MetricFamily | undefined {
  return metricFamilies.find((family) => family.name === name)
}

function usual(name: string): Metric {
  const family = findFamily(name)
  const metric = family?.create(family.usual, name)
  if (metric === undefined) throw new TypeError(`The family ${name} has no usual metric.`)
  return metric
}
