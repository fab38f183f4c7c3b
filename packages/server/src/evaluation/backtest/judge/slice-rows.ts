import type { Column, ColumnBatch, Levels } from '../../../datasets/types.ts'
import { Problem } from '../../../platform/problem.ts'
import { valuesOf } from '../past/partitioner.ts'

/** Rows in the order of their slices: those of a slice follow each other, as they came. */
export interface SlicedRows {
  /** Places of the rows. */
  readonly order: Uint32Array
  readonly spans: readonly { readonly slice: number; readonly from: number; readonly end: number }[]
  /** The slice of each row. */
  readonly slices: Int32Array
}

/** A column tells at most so many slices apart. */
const mostSlices = 500
const missing = '(missing)'

/** Numbers the values of a column in the order in which they turn up. */
export class SliceColumn {
  readonly name: string
  readonly #numbers = new Map<string, number>()
  #table: { readonly levels: Levels; readonly numbers: number[] } | undefined

  constructor(name: string) {
    this.name = name
  }

  /** Every value seen, at its number. */
  get values(): readonly string[] {
    return [...this.#numbers.keys()]
  }

  /**
   * @param rows numbers of the rows in the batch
   * @throws Problem `usage` for a column of too many values
   */
  sort(batch: ColumnBatch, rows: Int32Array): SlicedRows {
    const numberOf = this.#reader(batch.columns.get(this.name))
    const slices = new Int32Array(rows.length)
    for (let i = 0; i < rows.length; i++) slices[i] = numberOf(rows[i] as number) // in range
    return { slices, ...inOrder(slices, this.#numbers.size) }
  }

  #reader(column: Column | undefined): (row: number) => number {
    if (column?.kind !== 'text') {
      const valueAt = valuesOf(column, this.name)
      return (row) => this.#numberOf(String(valueAt(row) ?? missing))
    }
    const { codes, levels } = column
    if (this.#table?.levels !== levels) this.#table = { levels, numbers: [] }
    const { numbers } = this.#table
    return (row) => {
      const code = codes[row] ?? -1
      if (code < 0) return this.#numberOf(missing)
      numbers[code] ??= this.#numberOf(levels.texts[code] ?? missing)
      return numbers[code]
    }
  }

  #numberOf(value: string): number {
    const known = this.#numbers.get(value)
    if (known !== undefined) return known
    if (this.#numbers.size === mostSlices) {
      throw new Problem(
        'usage',
        `The slicing column ${JSON.stringify(this.name)} has more than ${mostSlices} values in one partition.`,
        {
          hint: 'Derive a column of fewer values in ratchet.yaml, such as `far: distance > 1000`.',
        },
      )
    }
    this.#numbers.set(value, this.#numbers.size)
    return this.#numbers.size - 1
  }
}

function inOrder(slices: Int32Array, count: number): Pick<SlicedRows, 'order' | 'spans'> {
  const starts = new Uint32Array(count + 1)
  for (const slice of slices) starts[slice + 1] = (starts[slice + 1] ?? 0) + 1
  for (let slice = 0; slice < count; slice++) {
    starts[slice + 1] = (starts[slice + 1] ?? 0) + (starts[slice] ?? 0)
  }
  const spans: { slice: number; from: number; end: number }[] = []
  for (let slice = 0; slice < count; slice++) {
    const [from = 0, end = 0] = [starts[slice], starts[slice + 1]]
    if (end > from) spans.push({ slice, from, end })
  }
  const order = new Uint32Array(slices.length)
  for (let i = 0; i < slices.length; i++) {
    const slice = slices[i] as number // in range
    const at = starts[slice] as number
    order[at] = i
    starts[slice] = at + 1
  }
  return { order, spans }
}

/** Numbers of rows, so many a row, in another order of the rows. */
export function reordered(values: Float64Array, order: Uint32Array, width: number): Float64Array {
  const result = new Float64Array(order.length * width)
  for (let i = 0; i < order.length; i++) {
    const from = (order[i] as number) * width // places of rows
    for (let k = 0; k < width; k++) result[i * width + k] = values[from + k] as number
  }
  return result
}
