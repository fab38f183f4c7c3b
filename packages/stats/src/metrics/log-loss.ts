import { log } from '../math/log.ts'
import { log1p } from '../math/log1p.ts'
import { meanMetric, nonNegativeMeanInterval } from './mean-metric.ts'
import { findProbabilityFault, isMulticlassRow } from './probability-rows.ts'
import type { Rows } from './types.ts'

/** Probabilities are clipped to [2^-52, 1 - 2^-52], as scikit-learn does with doubles. */
const CLIP = Number.EPSILON

/**
 * Mean negative log likelihood, in nats, of two or more classes; Student's t interval.
 *
 * A class that was given the probability 0 costs 36.04 and not infinity.
 */
export const logLoss = meanMetric({
  name: 'log-loss',
  title: 'Log loss',
  tasks: ['binary', 'multiclass'],
  direction: 'lower',
  needs: 'probability',
  definition:
    'Mean negative log likelihood in nats; probabilities are clipped to 2^-52 and 1 - 2^-52.',
  formula: 'sum w (-log p[label]) / sum w',
  range: '0 to 36.04',
  undefinedWhen: 'no row has weight',
  interval: { kind: 'analytic', method: "Student's t", unit: 'rows', from: 300 },
  shape: 'per-class',
  fill(into, rows, from, count) {
    if (rows.classes > 2) fillMulticlass(into, rows, from, count)
    else fillBinary(into, rows, from, count)
  },
  findFault: findProbabilityFault,
  toInterval: nonNegativeMeanInterval,
})

/** The losses of a probability are kept for the next row: who says the same of all rows is asked twice in all. */
function fillBinary(
  into: Float64Array,
  { labels, predictions }: Rows,
  from: number,
  count: number,
): void {
  let last = Number.NaN
  let ofOne = Number.NaN
  let ofZero = Number.NaN
  for (let i = 0; i < count; i++) {
    const label = labels[from + i]
    const given = predictions[from + i] as number // the rows are in range
    if (given !== last) {
      last = given
      ofOne = Number.NaN
      ofZero = Number.NaN
    }
    if (label === 1) {
      if (Number.isNaN(ofOne)) ofOne = lossOfOne(given)
      into[i] = ofOne
    } else if (label === 0) {
      if (Number.isNaN(ofZero)) ofZero = lossOfZero(given)
      into[i] = ofZero
    } else into[i] = Number.NaN
  }
}

function lossOfOne(given: number): number {
  return given >= 0 && given <= 1 ? -log(clip(given)) : Number.NaN
}

function lossOfZero(given: number): number {
  return given >= 0 && given <= 1 ? -log1p(-clip(given)) : Number.NaN
}

function clip(probability: number): number {
  return Math.min(Math.max(probability, CLIP), 1 - CLIP)
}

function fillMulticlass(into: Float64Array, rows: Rows, from: number, count: number): void {
  for (let i = 0; i < count; i++) {
    const row = from + i
    // The label of a valid row is one of the classes.
    const given = isMulticlassRow(rows, row)
      ? (rows.predictions[row * rows.classes + (rows.labels[row] as number)] as number)
      : Number.NaN
    into[i] = -log(clip(given))
  }
}
