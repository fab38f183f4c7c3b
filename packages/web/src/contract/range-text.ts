import type { ContractField } from './read-contract.ts'

type Range = Pick<ContractField, 'minimum' | 'maximum'>

/**
 * What numbers a field takes, in words, which are those that the server has for it; undefined for any.
 * @param write how a number is written
 */
export function rangeText(
  { minimum, maximum }: Range,
  write: (value: number) => string,
): string | undefined {
  if (minimum === undefined) {
    if (maximum === undefined) return undefined
    return maximum === Number.MAX_VALUE ? 'any number but Infinity' : `at most ${write(maximum)}`
  }
  if (maximum === undefined) {
    return minimum === -Number.MAX_VALUE ? 'any number but -Infinity' : `at least ${write(minimum)}`
  }
  for (const { largest, finite } of finites) {
    if (minimum === -largest && maximum === largest) return `any ${finite}`
    if (maximum === largest) return `a ${finite} of at least ${write(minimum)}`
    if (minimum === -largest) return `a ${finite} of at most ${write(maximum)}`
  }
  return `${write(minimum)} to ${write(maximum)}`
}

/** The bounds of a range without those that are just the largest numbers of a type. */
export function boundsOf({ minimum, maximum }: Range): Range {
  return {
    minimum: finites.some(({ largest }) => minimum === -largest) ? undefined : minimum,
    maximum: finites.some(({ largest }) => maximum === largest) ? undefined : maximum,
  }
}

/** The largest numbers of a type are how a contract says that infinities are refused. */
const finites = [
  { largest: Number.MAX_VALUE, finite: 'finite number' },
  { largest: 3.4028234663852886e38, finite: 'finite 32-bit number' },
] as const
