import { log } from '@ratchet-ml/stats'

/**
 * Population stability index of two counts over the same bins: the sum of (p - q) ln(p / q) of their
 * shares. Half a row is added to every bin, so that one that is empty on a side gives a large value
 * and never infinity; a bin that is empty on both counts nothing. `undefined` when a side has no rows.
 */
export function stabilityIndex(before: Float64Array, after: Float64Array): number | undefined {
  const used = [...before.keys()].filter((bin) => (before[bin] ?? 0) + (after[bin] ?? 0) > 0)
  const sum = (counts: Float64Array) => used.reduce((total, bin) => total + (counts[bin] ?? 0), 0)
  const [rowsBefore, rowsAfter] = [sum(before), sum(after)]
  if (rowsBefore === 0 || rowsAfter === 0) return undefined
  let index = 0
  for (const bin of used) {
    const p = ((before[bin] ?? 0) + 0.5) / (rowsBefore + 0.5 * used.length)
    const q = ((after[bin] ?? 0) + 0.5) / (rowsAfter + 0.5 * used.length)
    index += (p - q) * log(p / q)
  }
  return index
}
