import { log, logOfPair } from '../math/log.ts'
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

function fillBinary(into: Float64Array, rows: Rows, from: number, count: number): void {
  if (count > 1 && saysTheSame(rows.predictions, from, count)) fillSame(into, rows, from, count)
  else fillEach(into, rows, from, count)
}

function saysTheSame(predictions: Float64Array, from: number, count: number): boolean {
  for (let i = 1; i < count; i++) if (predictions[from + i] !== predictions[from]) return false
  return true
}

/** One probability for all rows costs two logarithms in all. */
function fillSame(into: Float64Array, { labels, predictions }: Rows, from: number, count: number) {
  const given = predictions[from] as number // the rows are in range
  const [ofZero, ofOne] = [lossOf(0, given), lossOf(1, given)]
  for (let i = 0; i < count; i++) {
    const label = labels[from + i]
    into[i] = label === 1 ? ofOne : label === 0 ? ofZero : Number.NaN
  }
}

function fillEach(into: Float64Array, { labels, predictions }: Rows, from: number, count: number) {
  for (let i = 0; i < count; i++) {
    into[i] = lossOf(labels[from + i] as number, predictions[from + i] as number) // in range
  }
}

/** Which label a row has is chance, and so reckoned instead of branched on. */
function lossOf(label: number, given: number): number {
  // Of all numbers only 0 and 1 are their own squares.
  const isValid = label * label === label && given >= 0 && given <= 1
  const ofOne = clip(given)
  const ofZero = 1 - ofOne
  const lost = 1 - ofZero - ofOne
  const said = label * ofOne + (1 - label) * ofZero
  return isValid ? -logOfPair(said, (1 - label) * lost) : Number.NaN
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
