import type { Random } from '@ratchet-ml/stats'

/** Numbers at the edges of what readers count, index and store, and texts that only look like one. */
export const boundaryNumbers: readonly string[] = [
  ...['0', '-0', '1', '-1', '2', '-2', '3', '7', '31', '32', '33', '63', '64', '127', '128', '255'],
  ...['256', '4096', '32767', '65535', '65536', '16777215', '16777216', '100000', '1000001'],
  ...['2147483647', '2147483648', '-2147483648', '-2147483649', '4294967295', '4294967296'],
  ...['9007199254740991', '9007199254740993', '99999999999', '18446744073709551616', '1e15'],
  ...['1e308', '-1e308', '1.7976931348623157e308', '1e309', '-1e309', '5e-324', '-5e-324', '1e-35'],
  ...['1.0000000180025095e-35', '3.4028235e38', '3.5e38', '1e-46', '0.1', '0.5', '-0.5', '2.7'],
  ...['nan', 'NaN', 'inf', '-inf', 'Infinity', '', ' ', '0x10', '1e', '--1', '+1', '1_000', '1,5'],
]

/** One of a list. */
export function oneOf<T>(random: Random, items: readonly T[]): T {
  if (items.length === 0) throw new RangeError('There is nothing to choose from.')
  // The index lies inside the list.
  return items[random.nextBelow(items.length)] as T
}

/** True in the given share of draws. */
export function chance(random: Random, share: number): boolean {
  return random.nextFloat() < share
}

/** How often: 1 mostly, 2 to 5 now and then. */
export function fewTimes(random: Random): number {
  return chance(random, 0.7) ? 1 : 2 + random.nextBelow(4)
}
