import type { Clock, SeriesPoints } from '../predictors/types.ts'
import type { SeriesMemory } from './types.ts'

export const week = 604_800_000_000
const hour = 3_600_000_000
/** Seasons of whole days are counted by the local clock, which may be moved within one. */
const slack = 24 * hour

/** What is kept of each series in one partition. */
export class SeriesTails {
  readonly memory: SeriesMemory
  readonly #zone: Clock
  readonly #tails = new Map<string, Tail>()
  #isHourly = true

  constructor(memory: SeriesMemory, zone: Clock) {
    this.memory = memory
    this.#zone = zone
  }

  /** @param nameAt the series of the i-th row */
  add(
    nameAt: (i: number) => string,
    labels: Float64Array,
    times: Float64Array,
    count: number,
  ): void {
    for (let i = 0; i < count && this.#isKept; i++) {
      const time = times[i] ?? Number.NaN
      if (Number.isNaN(time)) continue
      if (this.memory.keep === 'season' && this.memory.season === undefined) this.#look(time)
      const name = nameAt(i)
      const tail = this.#tails.get(name) ?? this.#open(name)
      tail.add(time, labels[i] ?? Number.NaN)
    }
    if (!this.#isKept) this.#tails.clear()
  }

  /** Whether every event time was a whole hour of the local clock, where that is asked. */
  get isHourly(): boolean {
    return this.#isHourly
  }

  /** The points of each series, in the order of the data. */
  get tails(): ReadonlyMap<string, Tail> {
    return this.#tails
  }

  get #isKept(): boolean {
    return this.#isHourly || this.memory.season !== undefined
  }

  #look(time: number): void {
    if (this.#zone.toLocal(time) % hour !== 0) this.#isHourly = false
  }

  #open(name: string): Tail {
    const tail = new Tail(spanOf(this.memory))
    this.#tails.set(name, tail)
    return tail
  }
}

/** How much of a series is kept before its last point: all of a season, or its ends alone. */
export function spanOf({ keep, season = week }: SeriesMemory): number | 'last' | 'ends' {
  return keep === 'season' ? season + slack : keep
}

/** Points of one series, of which only those that can still matter are kept. */
export class Tail {
  readonly #span: number | 'last' | 'ends'
  #times: number[] = []
  #labels: number[] = []
  #pruneAt = 64
  #repeats = false

  constructor(span: number | 'last' | 'ends') {
    this.#span = span
  }

  add(time: number, label: number): void {
    this.#times.push(time)
    this.#labels.push(label)
    if (this.#times.length < this.#pruneAt) return
    const { times, labels } = this.points()
    this.#times = [...times]
    this.#labels = [...labels]
    this.#pruneAt = Math.max(64, 2 * this.#times.length)
  }

  /** Adds what another tail of the series has kept, as if its rows came after this one's. */
  addTail(other: Tail): void {
    for (const [i, time] of other.#times.entries()) this.add(time, other.#labels[i] ?? Number.NaN)
    this.#repeats ||= other.#repeats
  }

  /** Whether several points had one time, among those that `points` was asked of. */
  get repeats(): boolean {
    return this.#repeats
  }

  /** Ascending times, each once with its last label of the data; with the latest point before the span. */
  points(): SeriesPoints {
    const order = this.#times.map((_, i) => i)
    order.sort((a, b) => (this.#times[a] ?? 0) - (this.#times[b] ?? 0) || a - b)
    const distinct = order.filter((i, place) => {
      const next = order[place + 1]
      return next === undefined || this.#times[next] !== this.#times[i]
    })
    this.#repeats ||= distinct.length < order.length
    const chosen = this.#within(distinct)
    return {
      times: Float64Array.from(chosen, (i) => this.#times[i] ?? Number.NaN),
      labels: Float64Array.from(chosen, (i) => this.#labels[i] ?? Number.NaN),
    }
  }

  #within(places: readonly number[]): readonly number[] {
    if (this.#span === 'last') return places.slice(-1)
    if (this.#span === 'ends')
      return places.length < 2 ? places : [...places.slice(0, 1), ...places.slice(-1)]
    const last = this.#times[places.at(-1) ?? -1] ?? Number.NaN
    const from = last - this.#span
    const start = places.findIndex((i) => (this.#times[i] ?? Number.NaN) >= from)
    return places.slice(Math.max(0, start - 1))
  }
}
