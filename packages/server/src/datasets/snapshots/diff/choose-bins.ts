import type { SnapshotColumn } from '@ratchet-ml/protocol'
import { createRandom } from '@ratchet-ml/stats'
import { type ColumnBatch, missingBoolean } from '../../types.ts'
import type { Bins } from './profile.ts'

/** Values of a column that its deciles are taken from. */
const sampleSize = 100_000
const mostLevels = 50
/** Distinct texts counted; a column of ids has no levels worth telling. */
const mostDistinct = 100_000

/**
 * Settles the bins of each column by the rows of one snapshot: deciles of a seeded sample for numbers
 * and times, the most frequent levels for texts and booleans.
 */
export class BinChooser {
  readonly #columns: readonly SnapshotColumn[]
  readonly #share: number
  readonly #random = createRandom(20_010_101)
  readonly #samples = new Map<string, number[]>()
  readonly #levels = new Map<string, Map<string, number>>()

  /** @param rows of the snapshot */
  constructor(columns: readonly SnapshotColumn[], rows: number) {
    this.#columns = columns
    this.#share = rows <= sampleSize ? 1 : sampleSize / rows
    for (const { name, kind } of columns) {
      if (kind === 'text' || kind === 'boolean') this.#levels.set(name, new Map())
      else this.#samples.set(name, [])
    }
  }

  add(batch: ColumnBatch): void {
    const rows: number[] = []
    for (let row = 0; row < batch.count; row++) {
      if (this.#share === 1 || this.#random.nextFloat() < this.#share) rows.push(row)
    }
    for (const { name } of this.#columns) {
      const column = batch.columns.get(name)
      if (column?.kind === 'number' || column?.kind === 'timestamp') {
        const sample = this.#samples.get(name)
        for (const row of rows) sample?.push(column.values[row] as number) // rows are of the batch
      } else if (column?.kind === 'text') {
        this.#addTexts(name, column.codes, column.levels.texts)
      } else if (column?.kind === 'boolean') {
        const values = column.values
        for (const value of values)
          if (value !== missingBoolean) this.#addLevel(name, value === 1 ? 'true' : 'false', 1)
      }
    }
  }

  binsOf(name: string): Bins {
    const sample = this.#samples.get(name)
    if (sample !== undefined) return { kind: 'edges', edges: decilesOf(sample) }
    const counted = [...(this.#levels.get(name) ?? [])]
    const order = counted.sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    const levels = new Map(order.slice(0, mostLevels).map(([level], index) => [level, index]))
    return { kind: 'levels', levels }
  }

  #addTexts(name: string, codes: Int32Array, texts: readonly string[]): void {
    const counts = new Float64Array(texts.length)
    for (const code of codes) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1
    for (let code = 0; code < texts.length; code++) {
      const count = counts[code] ?? 0
      if (count > 0) this.#addLevel(name, texts[code] ?? '', count)
    }
  }

  #addLevel(name: string, level: string, count: number): void {
    const levels = this.#levels.get(name)
    if (levels === undefined || (levels.size >= mostDistinct && !levels.has(level))) return
    levels.set(level, (levels.get(level) ?? 0) + count)
  }
}

/** The distinct values at nine places of the sample; a value that fills a decile is one edge. */
function decilesOf(sample: readonly number[]): Float64Array {
  const values = Float64Array.from(sample.filter((value) => !Number.isNaN(value))).sort()
  const edges = new Set<number>()
  for (let tenth = 1; tenth < 10; tenth++) {
    const edge = values[Math.ceil((values.length * tenth) / 10) - 1]
    if (edge !== undefined) edges.add(edge)
  }
  return Float64Array.from(edges)
}
