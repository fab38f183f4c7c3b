import type { ColumnBatch } from '../../../../datasets/types.ts'
import type { BlockKind } from '../../compare/index.ts'
import { valuesOf } from '../../past/partitioner.ts'
import type { PartitionBy } from '../../types.ts'

/** How rows of a partition are put together in blocks. */
export interface BlockRule {
  readonly kind: BlockKind
  /** Of times: microseconds. */
  readonly length: number
  /** Of clusters: the column. */
  readonly column?: string
}

const hour = 3_600_000_000
const day = 24 * hour
const runRows = 1000

/** Clusters where they are declared; else hours within days and days within all else; else runs. */
export function blockRule(
  by: PartitionBy,
  time: string | undefined,
  cluster: string | undefined,
): BlockRule {
  if (cluster !== undefined) return { kind: 'cluster', length: 0, column: cluster }
  if (time === undefined) return { kind: 'run', length: 0 }
  return { kind: 'time', length: by.kind === 'time' && by.length === 'day' ? hour : day }
}

/** Numbers the blocks of rows in the order in which they turn up. */
export class RowBlocks {
  readonly #rule: BlockRule
  readonly #numbers = new Map<number | string, number>()
  readonly #keys: (number | string)[] = []
  #rows = 0

  constructor(rule: BlockRule) {
    this.#rule = rule
  }

  /** Every block seen, at its number: its start, its cluster, or its place. */
  get keys(): readonly (number | string)[] {
    return this.#keys
  }

  /** The block of each row. */
  numbersOf(batch: ColumnBatch, rows: Int32Array, times: Float64Array): Int32Array {
    if (this.#rule.kind === 'time') return this.#spansOf(times)
    const keyOf = this.#keyReader(batch, rows)
    const numbers = new Int32Array(rows.length)
    let last: number | string | undefined
    let number = -1
    for (let i = 0; i < rows.length; i++) {
      const key = keyOf(i)
      if (key !== last) {
        last = key
        number = this.#numberOf(key)
      }
      numbers[i] = number
    }
    this.#rows += rows.length
    return numbers
  }

  /** Of most rows it is enough to know that they are in the span of the row before. */
  #spansOf(times: Float64Array): Int32Array {
    const { length } = this.#rule
    const numbers = new Int32Array(times.length)
    let [from, until, number] = [0, 0, -1]
    for (let i = 0; i < times.length; i++) {
      const time = times[i] as number // in range
      if (!(time >= from && time < until)) {
        // Rows without a time are in no partition of time; in one of a column they hang together.
        from = Math.floor((time || 0) / length) * length
        until = from + length
        number = this.#numberOf(from)
      }
      numbers[i] = number
    }
    return numbers
  }

  #keyReader(batch: ColumnBatch, rows: Int32Array): (i: number) => number | string {
    const { kind, column = '' } = this.#rule
    if (kind !== 'cluster') return (i) => Math.floor((this.#rows + i) / runRows)
    const valueAt = valuesOf(batch.columns.get(column), column)
    return (i) => String(valueAt(rows[i] as number) ?? '') // in range
  }

  #numberOf(key: number | string): number {
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    this.#numbers.set(key, this.#keys.length)
    return this.#keys.push(key) - 1
  }
}
