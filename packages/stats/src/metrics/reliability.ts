import {
  addOneToExactSum,
  addToExactSum,
  EXACT_SUM_LENGTH,
  mergeExactSum,
  normalExactSum,
  totalOfExactSum,
} from '../math/exact-sum.ts'
import type { CalibrationBin } from './calibration-interval.ts'
import type { Rows } from './types.ts'

/** Rows whose prediction fell into [from, to): how often class 1 came, beside what was predicted. */
export type ReliabilityBin = {
  readonly from: number
  readonly to: number
  readonly weight: number
  readonly meanPrediction: number
  readonly shareOfOnes: number
}

/** Equal bins of 0..1; a prediction p falls into floor(10 p), 1 into the last. */
const RELIABILITY_BINS = 10

/** The exact sums of a bin. */
const WEIGHT = 0
const PREDICTIONS = 1
const ONES = 2
const SQUARES = 3
const SUMS = 4

/** Exact sums by bin: of the weight, the prediction, the label and the squared weight. */
export type ReliabilitySums = {
  /** All sums, one after the other. */
  readonly all: Float64Array
  /** Each of them: that of a bin's place lies at bin * 4 + place. */
  readonly each: readonly Float64Array[]
}

/** Sums over `all`, which they share; empty ones unless given. */
export function createReliabilitySums(
  all: Float64Array = new Float64Array(RELIABILITY_BINS * SUMS * EXACT_SUM_LENGTH),
): ReliabilitySums {
  const each = Array.from({ length: RELIABILITY_BINS * SUMS }, (_, at) =>
    all.subarray(at * EXACT_SUM_LENGTH, (at + 1) * EXACT_SUM_LENGTH),
  )
  return { all, each }
}

/** Rows of each bin, before they are summed up. */
export type ReliabilityScratch = readonly {
  readonly predictions: Float64Array
  readonly ones: Float64Array
  readonly weights: Float64Array
  rows: number
}[]

/** Room for so many rows. */
export function createReliabilityScratch(rows: number): ReliabilityScratch {
  return Array.from({ length: RELIABILITY_BINS }, () => ({
    predictions: new Float64Array(rows),
    ones: new Float64Array(rows),
    weights: new Float64Array(rows),
    rows: 0,
  }))
}

/** Adds rows with predictions in 0..1 and labels 0 or 1, as many as the scratch has room for at most. */
export function addToReliability(
  { each }: ReliabilitySums,
  scratch: ReliabilityScratch,
  { labels, predictions, weights }: Rows,
  from: number,
  count: number,
): void {
  for (let row = from; row < from + count; row++) {
    const prediction = predictions[row] as number // the row is in range
    const at = Math.min(Math.floor(prediction * RELIABILITY_BINS), RELIABILITY_BINS - 1)
    const bin = scratch[at] as ReliabilityScratch[number] // one for each
    const weight = weights === undefined ? 1 : (weights[row] as number)
    bin.predictions[bin.rows] = weight * prediction
    bin.ones[bin.rows] = weight * (labels[row] as number)
    bin.weights[bin.rows] = weight
    bin.rows++
  }
  scratch.forEach((bin, at) => {
    if (bin.rows > 0) sumUp(each, at * SUMS, bin, weights !== undefined)
    bin.rows = 0
  })
}

/** Every bin has its sums. */
function sumUp(
  each: readonly Float64Array[],
  at: number,
  { predictions, ones, weights, rows }: ReliabilityScratch[number],
  isWeighted: boolean,
): void {
  addToExactSum(each[at + PREDICTIONS] as Float64Array, predictions, rows)
  if (isWeighted) {
    addToExactSum(each[at + WEIGHT] as Float64Array, weights, rows)
    addToExactSum(each[at + ONES] as Float64Array, ones, rows)
    for (let i = 0; i < rows; i++) weights[i] = (weights[i] as number) * (weights[i] as number)
    addToExactSum(each[at + SQUARES] as Float64Array, weights, rows)
    return
  }
  let count = 0
  for (let i = 0; i < rows; i++) count += ones[i] as number // in range
  addOneToExactSum(each[at + WEIGHT] as Float64Array, rows)
  addOneToExactSum(each[at + SQUARES] as Float64Array, rows)
  addOneToExactSum(each[at + ONES] as Float64Array, count)
}

/** Adds the sums of another one. */
export function mergeReliability(sums: ReliabilitySums, more: Float64Array): void {
  const other = createReliabilitySums(more)
  sums.each.forEach((sum, at) => {
    mergeExactSum(sum, other.each[at] as Float64Array) // as many
  })
}

/** The sums in their normal form. */
export function normalReliability({ all, each }: ReliabilitySums): Float64Array {
  const normal = new Float64Array(all.length)
  each.forEach((sum, at) => {
    normal.set(normalExactSum(sum), at * EXACT_SUM_LENGTH)
  })
  return normal
}

/** The sums of all bins, for an interval. */
export function toCalibrationBins({ each }: ReliabilitySums): CalibrationBin[] {
  // Every bin has its sums.
  const total = (bin: number, place: number) =>
    totalOfExactSum(each[bin * SUMS + place] as Float64Array).hi
  return Array.from({ length: RELIABILITY_BINS }, (_, bin) => ({
    weight: total(bin, WEIGHT),
    squares: total(bin, SQUARES),
    ones: total(bin, ONES),
  }))
}

/** The bins that hold any weight, in ascending order. */
export function toReliabilityBins({ each }: ReliabilitySums): ReliabilityBin[] {
  const bins: ReliabilityBin[] = []
  // Every bin has its sums.
  const total = (bin: number, place: number) =>
    totalOfExactSum(each[bin * SUMS + place] as Float64Array).hi
  for (let bin = 0; bin < RELIABILITY_BINS; bin++) {
    const weight = total(bin, WEIGHT)
    if (weight === 0) continue
    bins.push({
      from: bin / RELIABILITY_BINS,
      to: (bin + 1) / RELIABILITY_BINS,
      weight,
      meanPrediction: total(bin, PREDICTIONS) / weight,
      shareOfOnes: total(bin, ONES) / weight,
    })
  }
  return bins
}
