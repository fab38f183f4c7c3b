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
  // The largest doubles are how a contract says that infinities are refused.
  const least = minimum === -Number.MAX_VALUE ? undefined : minimum
  const most = maximum === Number.MAX_VALUE ? undefined : maximum
  if (least !== undefined && most !== undefined) return `${write(least)} to ${write(most)}`
  const finite = least !== minimum || most !== maximum
  if (least !== undefined) return `${finite ? 'finite, ' : ''}at least ${write(least)}`
  if (most !== undefined) return `${finite ? 'finite, ' : ''}at most ${write(most)}`
  return finite ? 'finite' : undefined
}
