import type { Task } from '@ratchet-ml/scoring'
import { createMoments, summarizeMoments } from '@ratchet-ml/stats'
import type { TimeSpan } from '../../types.ts'
import type { SeriesPoints } from '../predictors/types.ts'
import { keyOf } from './memory-key.ts'
import type { PartitionMemory } from './partition-memory.ts'
import type { SeriesTails } from './series-tails.ts'
import { mergeTails, type Tail, week } from './tail.ts'
import type { Past, SeriesMemory } from './types.ts'
import { medianOf } from './value-runs.ts'

/** Daily rows of five days a week are the fewest that a week is a season of. */
const fewestPerWeek = 5

interface PastOptions {
  readonly task: Task
  readonly classes: number
  /** Of the partitions that are past, in order of time. */
  readonly memories: readonly PartitionMemory[]
  /** Of every partition. */
  readonly all: readonly PartitionMemory[]
}

/** The past as what was kept of the partitions that are past. */
export class PartitionsPast implements Past {
  readonly task: Task
  readonly classes: number
  readonly count: number
  readonly classCounts: readonly number[]
  readonly #memories: readonly PartitionMemory[]
  readonly #all: readonly PartitionMemory[]

  constructor({ task, classes, memories, all }: PastOptions) {
    this.task = task
    this.classes = classes
    this.#memories = memories
    this.#all = all
    this.count = memories.reduce((sum, { rows }) => sum + rows, 0)
    this.classCounts = summed(
      memories.map((memory) => memory.classCounts),
      classes,
    )
  }

  mean(): number | undefined {
    if (this.count === 0) return undefined
    const moments = createMoments()
    for (const memory of this.#memories) moments.merge(memory.moments())
    return summarizeMoments(moments.state()).mean
  }

  median(): number | undefined {
    if (this.count === 0) return undefined
    const runs: Float64Array[] = []
    for (const { values } of this.#memories) {
      const sorted = values?.sorted()
      if (sorted === undefined) return undefined
      runs.push(sorted)
    }
    return medianOf(runs)
  }

  within(span: TimeSpan): readonly number[] {
    return summed(
      this.#all.map((memory) => memory.within(span)),
      this.classes,
    )
  }

  series(memory: SeriesMemory): ReadonlyMap<string, SeriesPoints> | undefined {
    const key = keyOf(memory)
    const kept = this.#memories.flatMap(
      ({ series }) => series.find((other) => keyOf(other.memory) === key) ?? [],
    )
    const tails = [...tailsBySeries(kept)]
    const merged = tails.map(([name, own]) => [name, mergeTails(memory, own).points()] as const)
    const points = new Map(merged)
    if (memory.keep !== 'season' || memory.season !== undefined) return points
    const repeats = tails.some(([, own]) => own.some((tail) => tail.repeats))
    const isRegular = kept.every(({ isHourly }) => isHourly) && !repeats
    return isRegular && hasDailyRows(points) ? points : undefined
  }
}

function tailsBySeries(kept: readonly SeriesTails[]): ReadonlyMap<string, readonly Tail[]> {
  const tails = new Map<string, Tail[]>()
  for (const { tails: own } of kept) {
    for (const [name, tail] of own) {
      const known = tails.get(name)
      if (known === undefined) tails.set(name, [tail])
      else known.push(tail)
    }
  }
  return tails
}

/** Whether the last week of some series has the rows of a working week. */
function hasDailyRows(series: ReadonlyMap<string, SeriesPoints>): boolean {
  return [...series.values()].some(({ times }) => {
    const from = (times.at(-1) ?? Number.NaN) - week
    return times.filter((time) => time > from).length >= fewestPerWeek
  })
}

function summed(lists: readonly (readonly number[])[], length: number): readonly number[] {
  return Array.from({ length }, (_, i) => lists.reduce((sum, list) => sum + (list[i] ?? 0), 0))
}
