import { createMoments, type MomentsState } from '@ratchet-ml/stats'
import type { TimeSpan } from '../../types.ts'
import type { Clock } from '../predictors/types.ts'
import { SeriesTails } from './series-tails.ts'
import type { SeriesMemory } from './types.ts'
import type { ValueRuns } from './value-runs.ts'

interface PartitionOptions {
  readonly classes: number
  readonly zone: Clock
  readonly spans: readonly TimeSpan[]
  readonly series: readonly SeriesMemory[]
  readonly values: ValueRuns | undefined
}

/** What is kept of the labels of one partition. */
export class PartitionMemory {
  rows = 0
  /** Rows by class. */
  readonly classCounts: number[]
  readonly values: ValueRuns | undefined
  readonly series: readonly SeriesTails[]
  readonly #classes: number
  readonly #spans: readonly TimeSpan[]
  readonly #within: readonly number[][]
  readonly #moments = createMoments()
  #first = Number.POSITIVE_INFINITY
  #last = Number.NEGATIVE_INFINITY

  constructor({ classes, zone, spans, series, values }: PartitionOptions) {
    this.#classes = classes
    this.#spans = spans
    this.#within = spans.map(() => zeros(classes))
    this.classCounts = zeros(classes)
    this.values = values
    this.series = series.map((memory) => new SeriesTails(memory, zone))
  }

  add(labels: Float64Array, times: Float64Array, count: number): void {
    this.rows += count
    for (let i = 0; i < count; i++) {
      const time = times[i] ?? Number.NaN
      if (time < this.#first) this.#first = time
      if (time > this.#last) this.#last = time
    }
    if (this.#classes > 0) this.#count(labels, times, count)
    else {
      this.#moments.add(labels, count)
      this.values?.add(labels, count)
    }
  }

  /** From the first event time until just after the last; `undefined` without one. */
  get span(): TimeSpan | undefined {
    return this.#first > this.#last ? undefined : { from: this.#first, until: this.#last + 1 }
  }

  moments(): MomentsState {
    return this.#moments.state()
  }

  /** Rows by class within a span that was asked for. */
  within(span: TimeSpan): readonly number[] {
    const place = this.#spans.findIndex((other) => isSame(other, span))
    return this.#within[place] ?? zeros(this.#classes)
  }

  #count(labels: Float64Array, times: Float64Array, count: number): void {
    for (let i = 0; i < count; i++) addOne(this.classCounts, labels[i])
    for (const [place, { from, until }] of this.#spans.entries()) {
      const counts = this.#within[place] ?? []
      for (let i = 0; i < count; i++) {
        const time = times[i] ?? Number.NaN
        if (time >= from && time < until) addOne(counts, labels[i])
      }
    }
  }
}

function addOne(counts: number[], label: number | undefined): void {
  const place = label ?? Number.NaN
  counts[place] = (counts[place] ?? 0) + 1
}

function zeros(count: number): number[] {
  return Array.from({ length: count }, () => 0)
}

function isSame(a: TimeSpan, b: TimeSpan): boolean {
  return a.from === b.from && a.until === b.until
}
