/** Microseconds since 1970-01-01T00:00:00Z, as an integer: exact as a double until the year 2255. */
export type Micros = number & { readonly __unit: 'microseconds since 1970 UTC' }

/** The only way to read the time. */
export interface Clock {
  /** Wall-clock time; may jump. */
  now(): Micros
  /** Milliseconds from an arbitrary start; never goes back. */
  monotonicMs(): number
  /** Wall-clock time at a moment that `monotonicMs` gave. */
  at(monotonicMs: number): Micros
}

const { timeOrigin } = performance

/** To ask it takes 40 ns; neither time jumps when the machine's clock is set. */
export const systemClock: Clock = {
  now: () => systemClock.at(performance.now()),
  monotonicMs: () => performance.now(),
  at: (monotonicMs) => micros(Math.round((timeOrigin + monotonicMs) * 1000)),
}

/** @throws RangeError when `value` is no safe integer */
export function micros(value: number): Micros {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no count of microseconds`)
  return value as Micros // checked above: the brand only says so to the compiler
}

/** RFC 3339 in UTC with six digits of fraction, as times are written on the wire. */
export function toRfc3339(time: Micros): string {
  const millis = Math.floor(time / 1000)
  const rest = String(time - millis * 1000).padStart(3, '0')
  return `${new Date(millis).toISOString().slice(0, -1)}${rest}Z`
}

const rfc3339 = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)$/

/** Parses RFC 3339 text; `undefined` when it is none. Digits beyond the microsecond are cut off. */
export function parseRfc3339(text: string): Micros | undefined {
  const match = rfc3339.exec(text)
  if (match === null) return undefined
  const [, date, time, fraction = '', zone = 'Z'] = match
  const millis = Date.parse(`${date}T${time}${zone.toUpperCase()}`)
  if (Number.isNaN(millis)) return undefined
  return micros(millis * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6)))
}
