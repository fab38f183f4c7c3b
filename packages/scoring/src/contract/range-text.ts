import type { Range } from './types.ts'

/** The largest finite number of single precision. */
export const largestFloat = 3.4028234663852886e38

/** Which numbers a range holds, in words; undefined where it holds every number. */
export function rangeText({ minimum, maximum }: Range = {}): string | undefined {
  if (minimum === undefined && maximum === undefined) return undefined
  if (maximum === undefined) {
    return minimum === -Number.MAX_VALUE ? 'any number but -Infinity' : `at least ${minimum}`
  }
  if (minimum === undefined) {
    return maximum === Number.MAX_VALUE ? 'any number but Infinity' : `at most ${maximum}`
  }
  // The largest numbers of a type are how a contract says that infinities are refused.
  for (const { largest, finite } of finites) {
    if (minimum === -largest && maximum === largest) return `any ${finite}`
    if (maximum === largest) return `a ${finite} of at least ${minimum}`
    if (minimum === -largest) return `a ${finite} of at most ${maximum}`
  }
  return `${minimum} to ${maximum}`
}

const finites = [
  { largest: Number.MAX_VALUE, finite: 'finite number' },
  { largest: largestFloat, finite: 'finite 32-bit number' },
] as const
