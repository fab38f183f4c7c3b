import { type Column, type ColumnBatch, missingBoolean } from '../../types.ts'

/** How the values of a column are told apart for a distance: by edges, or by levels. */
export type Bins =
  | { readonly kind: 'edges'; readonly edges: Float64Array }
  | { readonly kind: 'levels'; readonly levels: ReadonlyMap<string, number> }

/** What is told of a column of a snapshot. */
export interface ColumnProfile {
  readonly rows: number
  readonly missing: number
  /** Of numbers and times that are there and finite. */
  readonly mean?: number
  readonly sd?: number
  /** Rows of each bin; the last is for missing values, the one before for levels not listed. */
  readonly counts: Float64Array
}

/** Gathers the profile of one column, in flat memory. */
export class Profiler {
  readonly #name: string
  readonly #bins: Bins
  readonly #counts: Float64Array
  #rows = 0
  #missing = 0
  #finite = 0
  #mean = 0
  #squares = 0

  constructor(name: string, bins: Bins) {
    this.#name = name
    this.#bins = bins
    const listed = bins.kind === 'edges' ? bins.edges.length + 1 : bins.levels.size + 1
    this.#counts = new Float64Array(listed + 1)
  }

  add(batch: ColumnBatch): void {
    const column = batch.columns.get(this.#name)
    if (column === undefined) throw new RangeError(`no column ${this.#name} in the batch`)
    this.#rows += batch.count
    if (column.kind === 'number' || column.kind === 'timestamp') this.#addNumbers(column.values)
    else this.#addLevels(column)
  }

  take(): ColumnProfile {
    const hasMoments = this.#bins.kind === 'edges' && this.#finite > 0
    const variance = this.#finite > 1 ? this.#squares / (this.#finite - 1) : 0
    return {
      rows: this.#rows,
      missing: this.#missing,
      ...(hasMoments && { mean: this.#mean, sd: Math.sqrt(variance) }),
      counts: this.#counts,
    }
  }

  /** Welford's update: sums of squares lose digits where the mean is large. */
  #addNumbers(values: Float64Array): void {
    const edges = this.#bins.kind === 'edges' ? this.#bins.edges : new Float64Array(0)
    for (let row = 0; row < values.length; row++) {
      const value = values[row] as number // within its length
      if (Number.isNaN(value)) {
        this.#count(this.#counts.length - 1)
        this.#missing += 1
        continue
      }
      this.#count(binOf(value, edges))
      if (!Number.isFinite(value)) continue
      this.#finite += 1
      const delta = value - this.#mean
      this.#mean += delta / this.#finite
      this.#squares += delta * (value - this.#mean)
    }
  }

  #addLevels(column: Extract<Column, { kind: 'text' | 'boolean' }>): void {
    const levels = this.#bins.kind === 'levels' ? this.#bins.levels : new Map<string, number>()
    const other = this.#counts.length - 2
    const bins =
      column.kind === 'text' ? column.levels.texts.map((text) => levels.get(text) ?? other) : []
    const count = column.kind === 'text' ? column.codes.length : column.values.length
    for (let row = 0; row < count; row++) {
      const bin =
        column.kind === 'text'
          ? bins[column.codes[row] as number]
          : binOfBoolean(column.values[row] as number, levels, other)
      if (bin === undefined) this.#missing += 1
      this.#count(bin ?? this.#counts.length - 1)
    }
  }

  #count(bin: number): void {
    this.#counts[bin] = (this.#counts[bin] ?? 0) + 1
  }
}

function binOfBoolean(
  value: number,
  levels: ReadonlyMap<string, number>,
  other: number,
): number | undefined {
  if (value === missingBoolean) return undefined
  return levels.get(value === 1 ? 'true' : 'false') ?? other
}

/** The first bin whose upper edge is not below the value; the last bin is above every edge. */
function binOf(value: number, edges: Float64Array): number {
  let [low, high] = [0, edges.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (value <= (edges[middle] as number)) high = middle
    else low = middle + 1
  }
  return low
}
