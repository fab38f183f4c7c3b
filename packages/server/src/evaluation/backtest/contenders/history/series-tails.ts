import type { Clock } from '../predictors/types.ts'
import { openTail, type Tail } from './tail.ts'
import type { SeriesMemory } from './types.ts'

const hour = 3_600_000_000

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
    const looks = this.memory.keep === 'season' && this.memory.season === undefined
    for (let i = 0; i < count && this.#isHourly; i++) {
      const time = times[i] ?? Number.NaN
      if (Number.isNaN(time)) continue
      if (looks) this.#look(time)
      const name = nameAt(i)
      const tail = this.#tails.get(name) ?? this.#open(name)
      tail.add(time, labels[i] ?? Number.NaN)
    }
    if (!this.#isHourly) this.#tails.clear()
  }

  /** Whether every event time was a whole hour of the local clock, where that is asked. */
  get isHourly(): boolean {
    return this.#isHourly
  }

  /** The points of each series, in the order of the data. */
  get tails(): ReadonlyMap<string, Tail> {
    return this.#tails
  }

  #look(time: number): void {
    if (this.#zone.toLocal(time) % hour !== 0) this.#isHourly = false
  }

  #open(name: string): Tail {
    const tail = openTail(this.memory)
    this.#tails.set(name, tail)
    return tail
  }
}
