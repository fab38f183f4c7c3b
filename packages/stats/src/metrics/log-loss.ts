import { log } from '../math/log.ts'
import { log1p } from '../math/log1p.ts'
import { fault, findBinaryFault } from './faults.ts'
import { createMeanAccumulator } from './mean-accumulator.ts'
import { nonNegativeMeanInterval } from './mean-intervals.ts'
import type { Rows } from './rows.ts'
import type { Fault, Metric } from './types.ts'

/** Probabilities are clipped to [2^-52, 1 - 2^-52], as scikit-learn does with doubles. */
const CLIP = Number.EPSILON

/**
 * Mean negative log likelihood, in nats, of two or more classes; Student's t interval.
 *
 * A class that was given the probability 0 costs 36.04 and not infinity.
 */
export const logLoss: Metric = {
  name: 'log-loss',
  title: 'Log loss',
  tasks: ['binary', 'multiclass'],
  direction: 'lower',
  needs: 'probability',
  create: () =>
    createMeanAccumulator({
      metric: 'log-loss',
      shape: 'per-class',
      ofRow: (rows, row) => (rows.classes > 2 ? multiclassLoss(rows, row) : binaryLoss(rows, row)),
      findFault: (rows, row) =>
        rows.classes > 2
          ? findMulticlassFault(rows, row)
          : findBinaryFault(rows.labels[row] as number, rows.predictions[row] as number), // in range
      toInterval: nonNegativeMeanInterval,
    }),
}

function binaryLoss({ labels, predictions }: Rows, row: number): number {
  const label = labels[row]
  const given = predictions[row] as number // the row is in range
  if (!(given >= 0 && given <= 1)) return Number.NaN
  const probability = Math.min(Math.max(given, CLIP), 1 - CLIP)
  if (label === 1) return -log(probability)
  return label === 0 ? -log1p(-probability) : Number.NaN
}

function multiclassLoss(rows: Rows, row: number): number {
  const { labels, predictions, classes } = rows
  let valid = true
  for (let k = 0; k < classes; k++) {
    const probability = predictions[row * classes + k] as number // the row is in range
    valid &&= probability >= 0 && probability <= 1
  }
  // A label that is no class index reads nothing there, and NaN comes out.
  const label = labels[row] as number
  if (!valid || !(label >= 0 && label < classes)) return Number.NaN
  const given = predictions[row * classes + label] ?? Number.NaN
  return -log(Math.min(Math.max(given, CLIP), 1 - CLIP))
}

function findMulticlassFault(rows: Rows, row: number): Fault | undefined {
  const label = rows.labels[row] as number // the row is in range
  if (!Number.isInteger(label) || label < 0 || label >= rows.classes) {
    return fault('invalid-label', 'label', label, `a class index in 0..${rows.classes - 1}`)
  }
  const start = row * rows.classes
  const given = rows.predictions.subarray(start, start + rows.classes)
  const bad = given.find((p) => !(p >= 0 && p <= 1)) ?? Number.NaN
  return fault('invalid-prediction', 'prediction', bad, 'a probability in 0..1')
}
