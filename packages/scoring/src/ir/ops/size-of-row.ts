/** By what a row is divided: its sum, or a norm of it. */
export type SizeKind = 'sum' | 'l1' | 'l2' | 'max'

/**
 * The size of the numbers from `start` to `end`; numbers left out count as zeros.
 *
 * @param isBackwards adds up from the last one on
 */
export function sizeOf(
  by: SizeKind,
  numbers: Float64Array,
  { start, end, isBackwards = false }: { start: number; end: number; isBackwards?: boolean },
): number {
  const step = isBackwards ? -1 : 1
  let at = isBackwards ? end - 1 : start
  let size = 0
  for (let left = end - start; left > 0; left--, at += step) {
    const value = numbers[at] as number
    if (by === 'sum') size += value
    else if (by === 'l1') size += Math.abs(value)
    else if (by === 'l2') size += value * value
    else size = Math.max(size, Math.abs(value))
  }
  return by === 'l2' ? Math.sqrt(size) : size
}
