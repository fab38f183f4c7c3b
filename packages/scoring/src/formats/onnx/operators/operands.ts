import type { Lowering } from '../lower/lowering.ts'
import { widthOf } from '../lower/lowering.ts'
import type { NodeReader } from '../lower/node-reader.ts'
import { type ColumnsValue, type ConstantValue, sizeOf, stridesOf } from '../lower/value.ts'

/** What an operator calculates with: numbers of each row, or the same for every row. */
export type Operand = ColumnsValue | ConstantValue

export function operand(node: NodeReader, index: number): Operand {
  const value = node.input(index)
  if (value.kind === 'constant') return value
  if (value.kind === 'columns') return value
  throw node.refuse('lengths, or rows below rows, that are calculated with', 'rows of numbers')
}

/** Operands side by side, with the column of each for every element of the answer. */
export interface Laid {
  readonly name: string
  readonly shape: readonly number[]
  readonly columns: readonly (readonly number[])[]
  readonly constants?: string
}

/** Operands of one shape: what is of length 1 along an axis stands for every place of it. */
export function lay(node: NodeReader, lowering: Lowering, operands: readonly Operand[]): Laid {
  const rows = operands.filter((value) => value.kind === 'columns')
  if (rows.length === 0) throw node.refuse('constants alone', 'a tensor of rows')
  const rank = Math.max(...rows.map(({ shape }) => shape.length))
  const shapes = operands.map((value) => shapeOf(node, value, rank))
  const shape = Array.from({ length: rank }, (_, axis) =>
    shapes.reduce((most, one) => {
      const length = one[axis] as number
      if (length === most || length === 1) return most
      if (most === 1) return length
      throw node.corrupt('input', `lengths ${most} and ${length} of one axis`, 'equal ones, or 1')
    }, 1),
  )
  const total = rows.reduce((sum, value) => sum + widthOf(value), 0)
  let [column, constant] = [0, total]
  const starts = operands.map((value) => {
    const start = value.kind === 'columns' ? column : constant
    if (value.kind === 'columns') column += widthOf(value)
    else constant += value.numbers.length
    return start
  })
  const constants = operands.flatMap((value) =>
    value.kind === 'constant' ? [...value.numbers] : [],
  )
  return {
    name: lowering.concat(rows.map((value) => lowering.exact(value))),
    shape,
    columns: shapes.map((one, i) => broadcast(one, shape).map((at) => (starts[i] as number) + at)),
    ...(constants.length > 0 && { constants: lowering.numbers(Float64Array.from(constants)) }),
  }
}

/** Dimensions beside the rows. Rows without any against rows with some would be columns to them. */
function shapeOf(node: NodeReader, value: Operand, rank: number): readonly number[] {
  if (value.kind === 'columns') {
    if (value.shape.length === rank) return value.shape
    throw node.refuse('rows of different numbers of dimensions', 'the same number')
  }
  const { dims } = value
  const extra = dims.length - rank
  if (dims.slice(0, Math.max(0, extra)).some((length) => length !== 1)) {
    throw node.refuse(`a constant of the dimensions ${dims.join(' x ')}`, 'the same for every row')
  }
  const own = dims.slice(Math.max(0, extra))
  return [...Array.from({ length: rank - own.length }, () => 1), ...own]
}

/** For each element of `shape` the one of `own` that it is made of. */
function broadcast(own: readonly number[], shape: readonly number[]): readonly number[] {
  const [to, from] = [stridesOf(shape), stridesOf(own)]
  return Array.from({ length: sizeOf(shape) }, (_, i) =>
    shape.reduce((sum, length, axis) => {
      const at = Math.floor(i / (to[axis] as number)) % length
      return sum + (own[axis] === 1 ? 0 : at * (from[axis] as number))
    }, 0),
  )
}
