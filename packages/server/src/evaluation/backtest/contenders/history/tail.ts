import type { SeriesPoints } from '../predictors/types.ts'
import { SeasonTail } from './season-tail.ts'
import type { SeriesMemory } from './types.ts'

export const week = 604_800_000_000
/** Seasons of whole days are counted by the local clock, which may be moved within one. */
const slack = 86_400_000_000

/** Points of one series, of which only those that can still matter are kept. */
export interface Tail {
  /** Of the latest point. */
  readonly lastTime: number
  /** Whether several points had one time, as far as a season is kept. */
  readonly repeats: boolean
  /** Rows come in the order of the data. */
  add(time: number, label: number): void
  /** Ascending times, each once with its last label of the data. */
  points(): SeriesPoints
}

/** A tail that keeps what a memory asks for; of a season, with the latest point before it. */
export function openTail({ keep, season = week }: SeriesMemory): Tail {
  return keep === 'season' ? new SeasonTail(season + slack) : new EndsTail(keep)
}

/** Tails of one series as one, as if the rows of each came after those of the one before it. */
export function mergeTails(memory: SeriesMemory, tails: readonly Tail[]): Tail {
  const merged = openTail(memory)
  for (const tail of memory.keep === 'season' ? needed(memory, tails) : tails) {
    const { times, labels } = tail.points()
    for (const [i, time] of times.entries()) merged.add(time, labels[i] ?? Number.NaN)
  }
  return merged
}

/** Those that reach into the last season, and the latest of the others. */
function needed({ season = week }: SeriesMemory, tails: readonly Tail[]): readonly Tail[] {
  const last = tails.reduce((latest, { lastTime }) => Math.max(latest, lastTime), -Infinity)
  const isRecent = ({ lastTime }: Tail) => lastTime >= last - season - slack
  const older = tails.filter((tail) => !isRecent(tail))
  const latest = older.reduce((time, { lastTime }) => Math.max(time, lastTime), -Infinity)
  return tails.filter((tail) => isRecent(tail) || tail.lastTime === latest)
}

/** The first and the last point, or the last alone. */
class EndsTail implements Tail {
  readonly repeats = false
  readonly #keep: 'last' | 'ends'
  #firstTime = Number.POSITIVE_INFINITY
  #firstLabel = Number.NaN
  #lastTime = Number.NEGATIVE_INFINITY
  #lastLabel = Number.NaN

  constructor(keep: 'last' | 'ends') {
    this.#keep = keep
  }

  get lastTime(): number {
    return this.#lastTime
  }

  add(time: number, label: number): void {
    if (time >= this.#lastTime) {
      this.#lastTime = time
      this.#lastLabel = label
    }
    if (time <= this.#firstTime) {
      this.#firstTime = time
      this.#firstLabel = label
    }
  }

  points(): SeriesPoints {
    const last = { times: [this.#lastTime], labels: [this.#lastLabel] }
    const isOne = this.#keep === 'last' || this.#firstTime === this.#lastTime
    const { times, labels } = isOne
      ? last
      : {
          times: [this.#firstTime, ...last.times],
          labels: [this.#firstLabel, ...last.labels],
        }
    return { times: Float64Array.from(times), labels: Float64Array.from(labels) }
  }
}
