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

/** Places of a bin's sums, each kept as value and lost low part. */
const WEIGHT = 0
const PREDICTIONS = 2
const ONES = 4
const PLACES = 6

/** Sums of weight, prediction and label by bin. */
export function createReliabilitySums(): Float64Array {
  return new Float64Array(RELIABILITY_BINS * PLACES)
}

/** Adds one row with a prediction in 0..1 and a label 0 or 1. */
export function addToReliability(
  sums: Float64Array,
  prediction: number,
  label: number,
  weight: number,
): void {
  const bin = Math.min(Math.floor(prediction * RELIABILITY_BINS), RELIABILITY_BINS - 1)
  addTo(sums, bin * PLACES + WEIGHT, weight)
  addTo(sums, bin * PLACES + PREDICTIONS, weight * prediction)
  addTo(sums, bin * PLACES + ONES, weight * label)
}

/** Adds the sums of another one. */
export function mergeReliability(sums: Float64Array, more: Float64Array): void {
  for (let at = 0; at < sums.length; at += 2) {
    addTo(sums, at, more[at] as number) // the layout is the same
    sums[at + 1] = (sums[at + 1] as number) + (more[at + 1] as number)
  }
}

/** The bins that hold any weight, in ascending order. */
export function toReliabilityBins(sums: Float64Array): ReliabilityBin[] {
  const bins: ReliabilityBin[] = []
  for (let bin = 0; bin < RELIABILITY_BINS; bin++) {
    const weight = total(sums, bin * PLACES + WEIGHT)
    if (weight === 0) continue
    bins.push({
      from: bin / RELIABILITY_BINS,
      to: (bin + 1) / RELIABILITY_BINS,
      weight,
      meanPrediction: total(sums, bin * PLACES + PREDICTIONS) / weight,
      shareOfOnes: total(sums, bin * PLACES + ONES) / weight,
    })
  }
  return bins
}

function total(sums: Float64Array, at: number): number {
  return (sums[at] as number) + (sums[at + 1] as number) // all callers pass a place of a bin
}

/** Neumaier's compensated addition of a number >= 0. */
function addTo(sums: Float64Array, at: number, value: number): void {
  const sum = sums[at] as number // all callers pass a place of a bin
  const next = sum + value
  const lost = sum >= value ? sum - next + value : value - next + sum
  sums[at] = next
  sums[at + 1] = (sums[at + 1] as number) + lost
}
