import { Problem } from './problem.ts'

const hour = 3_600_000_000
const day = 24 * hour

/** Wall-clock time of one zone. All times are microseconds; local ones count from 1970 local. */
export interface Zone {
  readonly name: string
  /** Local time of an instant. */
  toLocal(utc: number): number
  /**
   * The instant of a local time. One that occurs twice is the first; one that is skipped moves on by
   * the length of the gap, as RFC 5545 says.
   */
  toUtc(local: number): number
}

/** @throws Problem `config-invalid` when the zone is not known */
export function zoneOf(name: string): Zone {
  if (name === 'UTC' || name === 'Z') return utc
  return new IanaZone(name)
}

const utc: Zone = { name: 'UTC', toLocal: (time) => time, toUtc: (time) => time }

/** A zone of the IANA database, as the runtime's Intl knows it. */
class IanaZone implements Zone {
  readonly name: string
  readonly #format: Intl.DateTimeFormat
  readonly #offsets = new Map<number, number | 'changes'>()

  constructor(name: string) {
    this.name = name
    this.#format = formatOf(name)
  }

  toLocal(time: number): number {
    return time + this.#offsetAt(time)
  }

  toUtc(local: number): number {
    const before = this.#offsetAt(local - day)
    const after = this.#offsetAt(local + day)
    if (before === after) return local - before
    const first = local - Math.max(before, after)
    const second = local - Math.min(before, after)
    if (this.toLocal(first) === local) return first
    if (this.toLocal(second) === local) return second
    return local - before
  }

  /** Offsets are kept by the hour; an hour in which the offset changes is asked anew each time. */
  #offsetAt(time: number): number {
    if (!Number.isFinite(time)) return 0
    const bucket = Math.floor(time / hour)
    const known = this.#offsets.get(bucket)
    if (typeof known === 'number') return known
    if (known === 'changes') return this.#ask(time)
    const start = this.#ask(bucket * hour)
    const end = this.#ask(bucket * hour + hour - 1_000_000)
    this.#offsets.set(bucket, start === end ? start : 'changes')
    return start === end ? start : this.#ask(time)
  }

  #ask(time: number): number {
    const seconds = Math.floor(time / 1_000_000)
    const parts = new Map(this.#format.formatToParts(seconds * 1000).map((p) => [p.type, p.value]))
    const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type))
    const date = Date.UTC(part('year'), part('month') - 1, part('day'))
    const local = date / 1000 + part('hour') * 3600 + part('minute') * 60 + part('second')
    return (local - seconds) * 1_000_000
  }
}

function formatOf(name: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch (cause) {
    throw new Problem('config-invalid', `The time zone is ${JSON.stringify(name)}.`, {
      hint: 'Use UTC or a name of the IANA database, such as America/New_York.',
      cause,
    })
  }
}
