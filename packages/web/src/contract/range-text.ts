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
  // The largest numbers of a type are how a contract says that infinities are refused.
  const least = isLargest(minimum) ? undefined : minimum
  const most = isLargest(maximum) ? undefined : maximum
  if (least !== undefined && most !== undefined) return `${write(least)} to ${write(most)}`
  const finite = least !== minimum || most !== maximum
  if (least !== undefined) return `${finite ? 'finite, ' : ''}at least ${write(least)}`
  if (most !== undefined) return `${finite ? 'finite, ' : ''}at most ${write(most)}`
  return finite ? 'finite' : undefined
}

function isLargest(bound: number | undefined): boolean {
  const size = Math.abs(bound ?? 0)
  return size === Number.MAX_VALUE || size === largestFloat
}
