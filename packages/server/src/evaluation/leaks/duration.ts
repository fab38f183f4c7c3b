const micros = {
  ...{ s: 1e6, min: 60e6, h: 3600e6, d: 86_400e6, w: 604_800e6 },
} as const satisfies Readonly<Record<string, number>>

/**
 * Microseconds of a length of time such as `36h`.
 * @throws RangeError for any other text
 */
export function durationMicros(text: string): number {
  const [, count = '', unit = ''] = /^(\d+)(s|min|h|d|w)$/.exec(text) ?? []
  const length = micros[unit as keyof typeof micros] // undefined for another unit
  if (length === undefined) throw new RangeError(`${JSON.stringify(text)} is no length of time`)
  return Number(count) * length
}
