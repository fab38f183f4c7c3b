import type { Bins } from './bins.ts'

/** Rows of one fold and one bin: the answer that other folds give them, and what is true of them. */
export interface FittedGroups {
  /** Mean target of the bin in the other folds, drawn a little to the mean of all. */
  readonly scores: Float64Array
  readonly counts: Float64Array
  /** Sums of the targets. */
  readonly sums: Float64Array
}

/**
 * Answers each row by the mean target of its bin in the other folds. A level that is seen once, or whose rows
 * are all in one fold, so tells nothing about itself, however many levels there are.
 *
 * @param priorRows how many rows the mean of all weighs in the mean of a bin
 */
export function crossFit(
  bins: Bins,
  folds: Uint8Array,
  foldCount: number,
  targets: Float64Array,
  priorRows: number,
): FittedGroups {
  const counts = new Float64Array(foldCount * bins.count)
  const sums = new Float64Array(foldCount * bins.count)
  const binCounts = new Float64Array(bins.count)
  const binSums = new Float64Array(bins.count)
  let total = 0
  for (let row = 0; row < targets.length; row++) {
    const bin = bins.of[row] as number // one for each row
    const group = (folds[row] as number) * bins.count + bin
    const target = targets[row] as number
    counts[group] = (counts[group] as number) + 1
    sums[group] = (sums[group] as number) + target
    binCounts[bin] = (binCounts[bin] as number) + 1
    binSums[bin] = (binSums[bin] as number) + target
    total += target
  }
  const mean = total / targets.length
  const scores = counts.map((count, group) => {
    const bin = group % bins.count
    const others = (binCounts[bin] as number) - count
    const sum = (binSums[bin] as number) - (sums[group] as number)
    return (sum + mean * priorRows) / (others + priorRows)
  })
  return { scores, counts, sums }
}
