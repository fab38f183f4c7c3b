import type { TimeSpan } from './types.ts'

/** What the rows of a segment are to one contender. */
export interface Membership {
  /** By segment: 1 where it was trained on them. */
  readonly training: Uint8Array
  /** By segment: 1 where they count as evidence about it. */
  readonly counted: Uint8Array
}

/**
 * Spans of event time within which all rows are the same thing to every contender: trained on, counted, or
 * neither. Rows of a partition that reaches into a training window do not count.
 */
export class Segments {
  readonly #cuts: Float64Array
  readonly #evidence: readonly TimeSpan[] | undefined
  readonly #partitionOf: (time: number) => TimeSpan
  #last = 0
  #lastFrom = Number.NaN
  #lastUntil = Number.NaN

  /** @param evidence spans of the partitions that count; absent: all */
  constructor(
    windows: readonly (TimeSpan | undefined)[],
    evidence: readonly TimeSpan[] | undefined,
    partitionOf: (time: number) => TimeSpan,
  ) {
    this.#evidence = evidence
    this.#partitionOf = partitionOf
    const edges = windows.flatMap((window) => {
      if (window === undefined) return []
      const widened = this.#widened(window)
      return [window.from, window.until, widened.from, widened.until]
    })
    const all = [...edges, ...(evidence ?? []).flatMap(({ from, until }) => [from, until])]
    this.#cuts = Float64Array.from(new Set(all)).sort()
  }

  get count(): number {
    return this.#cuts.length + 1
  }

  /** @param time NaN has no segment: -1 */
  indexOf(time: number): number {
    if (time >= this.#lastFrom && time < this.#lastUntil) return this.#last
    if (Number.isNaN(time)) return -1
    let segment = 0
    while (time >= this.#until(segment)) segment += 1
    this.#last = segment
    this.#lastFrom = this.#from(segment)
    this.#lastUntil = this.#until(segment)
    return segment
  }

  membershipOf(window: TimeSpan | undefined): Membership {
    const training = new Uint8Array(this.count)
    const counted = this.counted()
    if (window === undefined) return { training, counted }
    const widened = this.#widened(window)
    for (let segment = 0; segment < this.count; segment++) {
      if (this.#isIn(segment, window)) training[segment] = 1
      if (this.#isIn(segment, widened)) counted[segment] = 0
    }
    return { training, counted }
  }

  /** By segment: 1 where rows count about whoever was trained on nothing. */
  counted(): Uint8Array {
    const spans = this.#evidence
    const counted = new Uint8Array(this.count).fill(spans === undefined ? 1 : 0)
    for (let segment = 0; segment < this.count; segment++) {
      if (spans?.some((span) => this.#isIn(segment, span))) counted[segment] = 1
    }
    return counted
  }

  #isIn(segment: number, { from, until }: TimeSpan): boolean {
    return this.#from(segment) >= from && this.#until(segment) <= until
  }

  #widened({ from, until }: TimeSpan): TimeSpan {
    return { from: this.#partitionOf(from).from, until: this.#partitionOf(until - 1).until }
  }

  #from(segment: number): number {
    return this.#cuts[segment - 1] ?? Number.NEGATIVE_INFINITY
  }

  #until(segment: number): number {
    return this.#cuts[segment] ?? Number.POSITIVE_INFINITY
  }
}
