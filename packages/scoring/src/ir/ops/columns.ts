import { corrupt } from '../../corrupt.ts'
import { limits } from '../limits.ts'
import type { StepFields } from '../step-fields.ts'
import { checkOffsets, placeOf } from '../tensors.ts'

/** The `columns` attribute of a step: which columns of its input it takes, in which order. */
export function parseColumns(fields: StepFields): readonly number[] {
  return fields.integers('columns', 0, limits.width - 1)
}

/** @throws Refusal naming the first column that the input does not have */
export function checkColumns(columns: readonly number[], width: number, place: string): void {
  const at = columns.findIndex((column) => column >= width)
  if (at >= 0) throw corrupt(`${place}/columns/${at}`, String(columns[at]), `less than ${width}`)
}

/** A step that makes numbers of each of its columns: how many of each, in `sizes`. */
interface SizedStep {
  readonly in: string
  readonly columns: readonly number[]
  readonly sizes: readonly number[]
}

/** @throws Refusal for a column that the input does not have, or sizes that are not one a column */
export function widthOfSizes(
  { in: input, columns, sizes }: SizedStep,
  widthOf: (name: string) => number,
  place: string,
): number {
  checkColumns(columns, widthOf(input), place)
  if (sizes.length === columns.length) return sizes.reduce((sum, size) => sum + size, 0)
  throw corrupt(`${place}/sizes`, `${sizes.length} entries`, `${columns.length}, one a column`)
}

/** An array under the name of its coefficient. */
interface Named<T> {
  readonly name: string
  readonly data: T
}

/**
 * A list of numbers for each column, one after the other: no NaN, and each number in order after the
 * one before it in its list.
 *
 * @throws Refusal naming the first entry that is not
 */
export function checkLists(
  offsets: Named<Int32Array>,
  { name, data }: Named<Float64Array>,
  isInOrder: (before: number, here: number) => boolean,
): void {
  checkOffsets(offsets.name, offsets.data, data.length)
  const starts = new Set(offsets.data)
  for (const [i, here] of data.entries()) {
    if (Number.isNaN(here)) throw corrupt(placeOf(name, i), 'NaN', 'a number')
    // An entry that starts no list has one before it.
    if (starts.has(i) || isInOrder(data[i - 1] as number, here)) continue
    throw corrupt(placeOf(name, i), String(here), `a number after ${data[i - 1]}`)
  }
}
