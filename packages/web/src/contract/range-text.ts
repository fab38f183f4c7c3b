import type { ContractField } from './read-contract.ts'

type Range = Pick<ContractField, 'minimum' | 'maximum'>

/**
 * What numbers a field takes, in words; undefined for any.
 * @param write how a number is written
 */
export function rangeText(
  { minimum, maximum }: Range,
  write: (value: number) => string,
): string | undefined {
  // The whole range of doubles is how a contract says that infinities are refused.
  if (minimum === -Number.MAX_VALUE && maximum === Number.MAX_VALUE) return 'finite'
  if (minimum !== undefined && maximum !== undefined) {
    return `${write(minimum)} to ${write(maximum)}`
  }
  if (minimum !== undefined) return `at least ${write(minimum)}`
  return maximum === undefined ? undefined : `at most ${write(maximum)}`
}
