import { micros, toRfc3339 } from '../platform/clock.ts'
import type { Zone } from '../platform/zone.ts'
import { type CalendarDate, dateOf, startOfDate, weekdayOf } from './calendar.ts'

export type PartitionLength = 'day' | 'week' | 'month'

/** The rows whose event time is at or after `from` and before `until`. */
export interface TimePartition {
  /** `2001-01`, `2001-W01` (ISO 8601 weeks, from Monday) or `2001-01-31` */
  readonly name: string
  /** Microseconds since 1970 UTC. */
  readonly from: number
  readonly until: number
}

const day = 86_400_000_000
/** No time is in it. */
const nowhere = { from: 0, until: 0, index: -1 }

/** Numbers the partitions of event times in the order in which they turn up. */
export class TimePartitions {
  readonly #length: PartitionLength
  readonly #zone: Zone
  readonly #found: TimePartition[] = []
  readonly #byStart = new Map<number, number>()
  #last: { readonly from: number; readonly until: number; readonly index: number } | undefined

  constructor(length: PartitionLength, zone: Zone) {
    this.#length = length
    this.#zone = zone
  }

  /** Number of the partition of an event time in microseconds UTC; -1 when it is missing. */
  indexOf(time: number): number {
    const last = this.#last
    if (last !== undefined && time >= last.from && time < last.until) return last.index
    if (!Number.isFinite(time)) return -1
    const partition = this.#partitionOf(time)
    const index = this.#byStart.get(partition.from) ?? this.#add(partition)
    this.#last = { from: partition.from, until: partition.until, index }
    return index
  }

  /** The same of many, of which most are in the partition of the one before. */
  indexesOf(times: Float64Array): Int32Array {
    const indexes = new Int32Array(times.length)
    let { from, until, index } = nowhere
    for (let i = 0; i < times.length; i++) {
      const time = times[i] as number // in range
      if (!(time >= from && time < until)) {
        index = this.indexOf(time)
        ;({ from, until } = index < 0 ? nowhere : (this.#last ?? nowhere))
      }
      indexes[i] = index
    }
    return indexes
  }

  /** Every partition seen, at its number. */
  get found(): readonly TimePartition[] {
    return this.#found
  }

  #add(partition: TimePartition): number {
    const index = this.#found.length
    this.#found.push(partition)
    this.#byStart.set(partition.from, index)
    return index
  }

  #partitionOf(time: number): TimePartition {
    const local = this.#zone.toLocal(time)
    const date = dateOf(local)
    const { name, start, end } = boundsOf(this.#length, date, local)
    return {
      name,
      from: this.#zone.toUtc(startOfDate(start)),
      until: this.#zone.toUtc(startOfDate(end)),
    }
  }
}

/** A span of time as it is written in results. */
export function toInstants(span: { readonly from: number; readonly until: number }): {
  from: string
  until: string
} {
  return { from: toRfc3339(micros(span.from)), until: toRfc3339(micros(span.until)) }
}

interface Bounds {
  readonly name: string
  readonly start: CalendarDate
  readonly end: CalendarDate
}

function boundsOf(length: PartitionLength, date: CalendarDate, local: number): Bounds {
  switch (length) {
    case 'day':
      return { name: nameOf(date), start: date, end: { ...date, day: date.day + 1 } }
    case 'month': {
      const start = { ...date, day: 1 }
      return { name: nameOf(date).slice(0, -3), start, end: { ...start, month: date.month + 1 } }
    }
    case 'week': {
      const start = { ...date, day: date.day - weekdayOf(local) }
      return { name: weekNameOf(start), start, end: { ...start, day: start.day + 7 } }
    }
  }
}

function nameOf({ year, month, day: dayOfMonth }: CalendarDate): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(dayOfMonth)}`
}

/** A week belongs to the year of its Thursday (ISO 8601). */
function weekNameOf(monday: CalendarDate): string {
  const thursday = startOfDate({ ...monday, day: monday.day + 3 })
  const { year } = dateOf(thursday)
  const week = Math.floor((thursday - startOfDate({ year, month: 1, day: 1 })) / (7 * day)) + 1
  return `${String(year).padStart(4, '0')}-W${String(week).padStart(2, '0')}`
}
