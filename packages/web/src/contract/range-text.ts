import type { ContractField } from './read-contract.ts'

/** Of single precision. */
const largestFloat = 3.4028234663852886e38

type Range = Pick<ContractField, 'minimum' | 'maximum'>

/**
 * What numbers a field takes, in words; undefined for any.
 * @param write how a number is written
 */
export function rangeText(
  { minimum, maximum }: Range,
  write: (value: number) => string,
): string | undefined {
  // The whole range of a type is how a contract says that infinities are refused.
  const isWhole = maximum === Number.MAX_VALUE || maximum === largestFloat
  if (isWhole && minimum === -maximum) return 'finite'
  if (minimum !== undefined && maximum !== undefined) {
    return `${write(minimum)} to ${write(maximum)}`
  }
  if (minimum !== undefined) return `at least ${write(minimum)}`
  return maximum === undefined ? undefined : `at most ${write(maximum)}`
}
