import { exp } from './exp.ts'

/**
 * Replaces `length` margins from `offset` on by their softmax, in place.
 *
 * The largest margin is subtracted first, so nothing overflows; exponentials are summed from left
 * to right and each is divided by the sum, as LightGBM and XGBoost do. NaN among the margins, or
 * an infinite largest one, gives NaN in the whole row.
 */
export function softmaxInPlace(
  margins: Float64Array,
  offset = 0,
  length = margins.length - offset,
): void {
  const end = offset + length
  let largest = Number.NEGATIVE_INFINITY
  // Indices below lie inside the row.
  for (let i = offset; i < end; i++) largest = Math.max(largest, margins[i] as number)
  let sum = 0
  for (let i = offset; i < end; i++) {
    const power = exp((margins[i] as number) - largest)
    margins[i] = power
    sum += power
  }
  for (let i = offset; i < end; i++) margins[i] = (margins[i] as number) / sum
}
