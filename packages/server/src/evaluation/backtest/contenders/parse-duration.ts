/** Microseconds of each unit that a length of time may be given in. */
const units: ReadonlyMap<string, number> = new Map([
  ['s', 1_000_000],
  ['min', 60_000_000],
  ['h', 3_600_000_000],
  ['d', 86_400_000_000],
  ['w', 604_800_000_000],
])

/** A checked length of time such as `36h`, `90d` or `2w` in microseconds. */
export function parseDuration(text: string): number {
  const [, count, unit] = /^(\d+)(s|min|h|d|w)$/.exec(text) ?? []
  const length = units.get(unit ?? '')
  if (count === undefined || length === undefined) throw new RangeError(`${text} is no length`)
  return Number(count) * length
}
