/** From so many numbers on, a call that copies them is worth its price. */
const longCopy = 256

/** Copies `length` numbers, those of `from` from `start` on to `to` from `at` on. */
export function copyNumbers(
  from: Float64Array,
  start: number,
  to: Float64Array,
  at: number,
  length: number,
): void {
  if (length >= longCopy) to.set(from.subarray(start, start + length), at)
  else for (let i = 0; i < length; i++) to[at + i] = from[start + i] as number
}
