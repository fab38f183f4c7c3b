import type { Range } from './types.ts'

/** Of single precision. */
const largestFloat = 3.4028234663852886e38

/** Which numbers a range holds, in words; undefined where it holds every number. */
export function rangeText({ minimum, maximum }: Range = {}): string | undefined {
  // The largest numbers of a type are how a contract says that infinities are refused.
  const least = isLargest(minimum) ? undefined : minimum
  const most = isLargest(maximum) ? undefined : maximum
  if (least !== undefined && most !== undefined) return `${least} to ${most}`
  const finite = least !== minimum || most !== maximum ? 'a finite number of ' : ''
  if (least !== undefined) return `${finite}at least ${least}`
  if (most !== undefined) return `${finite}at most ${most}`
  if (minimum !== undefined && maximum !== undefined) return 'any finite number'
  if (minimum !== undefined) return 'any number but -Infinity'
  return maximum === undefined ? undefined : 'any number but Infinity'
}

function isLargest(bound: number | undefined): boolean {
  const size = Math.abs(bound ?? 0)
  return size === Number.MAX_VALUE || size === largestFloat
}
