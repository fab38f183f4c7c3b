import {
  addOneToExactSum,
  EXACT_SUM_LENGTH,
  mergeExactSum,
  normalExactSum,
  totalOfExactSum,
} from '../math/exact-sum.ts'

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
const SUMS = 3

/** Sums of weight, prediction and label by bin. */
export function createReliabilitySums(): Float64Array {
  return new Float64Array(RELIABILITY_BINS * SUMS * EXACT_SUM_LENGTH)
}

/** Adds one row with a prediction in 0..1 and a label 0 or 1. */
export function addToReliability(
  sums: Float64Array,
  prediction: number,
  label: number,
  weight: number,
): void {
  const bin = Math.min(Math.floor(prediction * RELIABILITY_BINS), RELIABILITY_BINS - 1)
  addOneToExactSum(sumAt(sums, bin, WEIGHT), weight)
  addOneToExactSum(sumAt(sums, bin, PREDICTIONS), weight * prediction)
  addOneToExactSum(sumAt(sums, bin, ONES), weight * label)
}

/** Adds the sums of another one. */
export function mergeReliability(sums: Float64Array, more: Float64Array): void {
  forEachSum((bin, place) => mergeExactSum(sumAt(sums, bin, place), sumAt(more, bin, place)))
}

/** The sums in their normal form. */
export function normalReliability(sums: Float64Array): Float64Array {
  const normal = sums.slice()
  forEachSum((bin, place) => {
    sumAt(normal, bin, place).set(normalExactSum(sumAt(sums, bin, place)))
  })
  return normal
}

/** The bins that hold any weight, in ascending order. */
export function toReliabilityBins(sums: Float64Array): ReliabilityBin[] {
  const bins: ReliabilityBin[] = []
  for (let bin = 0; bin < RELIABILITY_BINS; bin++) {
    const weight = totalOfExactSum(sumAt(sums, bin, WEIGHT)).hi
    if (weight === 0) continue
    bins.push({
      from: bin / RELIABILITY_BINS,
      to: (bin + 1) / RELIABILITY_BINS,
      weight,
      meanPrediction: totalOfExactSum(sumAt(sums, bin, PREDICTIONS)).hi / weight,
      shareOfOnes: totalOfExactSum(sumAt(sums, bin, ONES)).hi / weight,
    })
  }
  return bins
}

function forEachSum(visit: (bin: number, place: number) => void): void {
  for (let bin = 0; bin < RELIABILITY_BINS; bin++) {
    for (let place = 0; place < SUMS; place++) visit(bin, place)
  }
}

function sumAt(sums: Float64Array, bin: number, place: number): Float64Array {
  const at = (bin * SUMS + place) * EXACT_SUM_LENGTH
  return sums.subarray(at, at + EXACT_SUM_LENGTH)
}
