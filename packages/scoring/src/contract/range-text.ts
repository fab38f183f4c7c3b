import type { Range } from './types.ts'

/** Which numbers a range holds, in words; undefined where it holds every number. */
export function rangeText({ minimum, maximum }: Range = {}): string | undefined {
  // The largest doubles are how a contract says that infinities are refused.
  const least = minimum === -Number.MAX_VALUE ? undefined : minimum
  const most = maximum === Number.MAX_VALUE ? undefined : maximum
  if (least !== undefined && most !== undefined) return `${least} to ${most}`
  const finite = least !== minimum || most !== maximum ? 'a finite number of ' : ''
  if (least !== undefined) return `${finite}at least ${least}`
  if (most !== undefined) return `${finite}at most ${most}`
  if (minimum !== undefined && maximum !== undefined) return 'any finite number'
  if (minimum !== undefined) return 'any number but -Infinity'
  return maximum === undefined ? undefined : 'any number but Infinity'
}
