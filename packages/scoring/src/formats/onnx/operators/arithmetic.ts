import type { CombineFunction, MapFunction } from '../../../ir/numeric-steps.ts'
import { columnsOf, type Lowering, roundingOf, widthOf } from '../lower/lowering.ts'
import type { NodeReader } from '../lower/node-reader.ts'
import type { Operator, Operators } from '../lower/operator.ts'
import {
  type ColumnsValue,
  type ConstantValue,
  sizeOf,
  stridesOf,
  type Value,
} from '../lower/value.ts'
import type { ElementType } from '../types.ts'

/** Element by element, each result rounded to its type. */
export const arithmeticOperators: Operators = {
  Add: combine('add'),
  Sub: combine('subtract'),
  Mul: combine('multiply'),
  Div: combine('divide'),
  Pow: (node, lowering) => {
    lowering.isExact = false
    combine('power')(node, lowering)
  },
  Less: combine('less', 'bool'),
  LessOrEqual: combine('lessOrEqual', 'bool'),
  Greater: combine('less', 'bool', true),
  GreaterOrEqual: combine('lessOrEqual', 'bool', true),
  Equal: combine('equal', 'bool'),
  And: combine('and', 'bool'),
  Or: combine('or', 'bool'),
  Max: combineAll('largest'),
  Min: combineAll('smallest'),
  Sum: combineAll('add'),
  Where: choose,
  Abs: map('abs'),
  Neg: map('negative'),
  Floor: map('floor'),
  Ceil: map('ceil'),
  Round: map('rint'),
  Sign: map('sign'),
  Sqrt: map('sqrt'),
  Reciprocal: map('reciprocal'),
  Relu: map('relu'),
  Exp: map('exp', 'inexact'),
  Log: map('log', 'inexact'),
  Sigmoid: map('logistic', 'inexact'),
  Tanh: map('tanh', 'inexact'),
  Erf: (node, lowering) => {
    const x = node.numberColumns(0)
    lowering.isExact = false
    // erf(x) = 2 cdf(x sqrt 2) - 1
    const scaled = withNumber(lowering, lowering.exact(x), widthOf(x), 'multiply', Math.SQRT2)
    const cdf = lowering.map(scaled, 'normalCdf')
    const twice = withNumber(lowering, cdf, widthOf(x), 'multiply', 2)
    const erf = withNumber(lowering, twice, widthOf(x), 'subtract', 1)
    node.output(0, columnsOf(lowering.round(erf, x.element), x.element, x.shape))
  },
  IsNaN: (node, lowering) => {
    const x = node.numberColumns(0)
    node.output(0, columnsOf(lowering.map(lowering.exact(x), 'isMissing'), 'bool', x.shape))
  },
  Not: (node, lowering) => {
    const x = node.numberColumns(0)
    const name = withNumber(lowering, x.name, widthOf(x), 'equal', 0)
    node.output(0, columnsOf(name, 'bool', x.shape))
  },
  Clip: clip,
  Cast: cast,
}

/** A function of every column and one number. */
function withNumber(
  lowering: Lowering,
  name: string,
  width: number,
  by: CombineFunction,
  number: number,
): string {
  const left = Array.from({ length: width }, (_, i) => i)
  const constants = lowering.numbers(Float64Array.of(number))
  const right = left.map(() => width)
  return lowering.step({ op: 'combine@1', in: name, by, left, right, constants, round: 'no' })
}

function combine(by: CombineFunction, element?: ElementType, isSwapped = false): Operator {
  return (node, lowering) => {
    const [a, b] = [operand(node, 0), operand(node, 1)]
    node.output(0, combined(node, lowering, isSwapped ? [b, a] : [a, b], by, element))
  }
}

function combineAll(by: CombineFunction): Operator {
  return (node, lowering) => {
    const all = Array.from({ length: node.inputCount }, (_, i) => operand(node, i))
    const [first, ...rest] = all
    if (first === undefined) throw node.corrupt('input', 'nothing', 'at least one input')
    node.output(
      0,
      rest.reduce<Operand>((value, next) => combined(node, lowering, [value, next], by), first),
    )
  }
}

type Operand = ColumnsValue | ConstantValue

function operand(node: NodeReader, index: number): Operand {
  const value = node.input(index)
  if (value.kind === 'constant') return value
  if (value.kind === 'columns') return value
  throw node.refuse('lengths, or rows below rows, that are calculated with', 'rows of numbers')
}

/** Operands side by side, with the column of each for every element of the answer. */
interface Laid {
  readonly name: string
  readonly shape: readonly number[]
  readonly columns: readonly (readonly number[])[]
  readonly constants?: string
}

/** Both operands, element by element. */
export function combined(
  node: NodeReader,
  lowering: Lowering,
  [a, b]: readonly [Operand, Operand],
  by: CombineFunction,
  element?: ElementType,
): ColumnsValue {
  const of = element ?? a.element
  if (a.element === 'string' || b.element === 'string') {
    if (by === 'equal') return equalTexts(node, lowering, a, b)
    throw node.corrupt('input', 'texts', 'numbers')
  }
  if (element === undefined && isTimesOne(a, b, by)) return a
  const wraps = by !== 'largest' && by !== 'smallest' && narrow.includes(of)
  if (wraps) throw node.refuse(`arithmetic of ${of}, which wraps around`, 'another type')
  const { name, shape, columns, constants } = lay(node, lowering, [a, b])
  const [left = [], right = []] = columns
  const round = element === 'bool' ? 'no' : roundingOf(of)
  const parts = { left, right, round, ...(constants !== undefined && { constants }) }
  return columnsOf(lowering.step({ op: 'combine@1', in: name, by, ...parts }), of, shape)
}

/** As LightGBM's converter ends a classifier: scores stay what they are. */
function isTimesOne(a: Operand, b: Operand, by: CombineFunction): a is ColumnsValue {
  const isOne = b.kind === 'constant' && b.numbers.length === 1 && b.numbers[0] === 1
  const isFitting = b.kind === 'constant' && a.kind === 'columns' && b.dims.length <= a.shape.length
  return isOne && isFitting && (by === 'multiply' || by === 'divide')
}

/** Types that reach their ends soon. */
const narrow: readonly ElementType[] = ['int8', 'int16', 'uint8', 'uint16', 'uint32', 'uint64']

/** Texts of one column against one text. */
function equalTexts(node: NodeReader, lowering: Lowering, a: Operand, b: Operand): ColumnsValue {
  const [x, text] = a.kind === 'columns' ? [a, b] : [b, a]
  if (x.kind !== 'columns' || text.kind !== 'constant' || text.texts?.length !== 1) {
    throw node.refuse('texts of rows that are compared', 'rows against one text')
  }
  const [wanted = ''] = text.texts
  const constants = (x.levels ?? []).map(({ texts, isOpen }) => {
    const at = texts.indexOf(wanted)
    return at >= 0 || !isOpen ? at : texts.push(wanted) - 1
  })
  const left = constants.map((_, i) => i)
  const name = lowering.step({
    ...{ op: 'combine@1', in: x.name, by: 'equal', left, round: 'no' },
    right: left.map((i) => left.length + i),
    constants: lowering.numbers(Float64Array.from(constants)),
  })
  return columnsOf(name, 'bool', x.shape)
}

function lay(node: NodeReader, lowering: Lowering, operands: readonly Operand[]): Laid {
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

function choose(node: NodeReader, lowering: Lowering): void {
  const operands = [operand(node, 0), operand(node, 1), operand(node, 2)]
  const element = operands[1]?.element ?? 'float'
  if (element === 'string') throw node.refuse('a choice of texts', 'numbers')
  const { name, shape, columns, constants } = lay(node, lowering, operands)
  const [condition = [], left = [], right = []] = columns
  const parts = { condition, left, right, ...(constants !== undefined && { constants }) }
  node.output(0, columnsOf(lowering.step({ op: 'choose@1', in: name, ...parts }), element, shape))
}

function map(by: MapFunction, exactness: 'exact' | 'inexact' = 'exact'): Operator {
  return (node, lowering) => {
    const x = node.numberColumns(0)
    if (exactness === 'inexact') lowering.isExact = false
    const name = lowering.round(lowering.map(lowering.exact(x), by), x.element)
    node.output(0, columnsOf(name, x.element, x.shape))
  }
}

function clip(node: NodeReader, lowering: Lowering): void {
  const x = node.numberColumns(0)
  const bound = (key: string, index: number, otherwise: number) => {
    if (node.has(key)) return node.float(key)
    return node.find(index) === undefined
      ? otherwise
      : (node.constant(index).numbers[0] ?? otherwise)
  }
  const lower = bound('min', 1, Number.NEGATIVE_INFINITY)
  const upper = bound('max', 2, Number.POSITIVE_INFINITY)
  if (!(lower <= upper)) throw node.refuse(`bounds ${lower} and ${upper}`, 'bounds in order')
  const columns = Array.from({ length: widthOf(x) }, (_, i) => i)
  const name = lowering.step({
    ...{ op: 'clip@1', in: lowering.exact(x), columns },
    lower: lowering.numbers(new Float64Array(columns.length).fill(lower)),
    upper: lowering.numbers(new Float64Array(columns.length).fill(upper)),
  })
  node.output(0, columnsOf(name, x.element, x.shape))
}

/** TensorProto.DataType of the types that can be cast to. */
const castTypes: Readonly<Record<number, ElementType>> = {
  ...{ 1: 'float', 6: 'int32', 7: 'int64', 8: 'string', 9: 'bool', 11: 'double' },
}

function cast(node: NodeReader, lowering: Lowering): void {
  const x = node.input(0)
  const to = castTypes[node.int('to')]
  if (to === undefined) throw node.refuse(`a cast to the type ${node.int('to')}`, 'another type')
  if (x.kind === 'turned') {
    node.output(0, { ...x, columns: castColumns(node, lowering, x.columns, to) })
  } else if (x.kind === 'shape') node.output(0, x)
  else
    node.output(
      0,
      x.kind === 'constant' ? castConstant(node, x, to) : castColumns(node, lowering, x, to),
    )
}

function castConstant(node: NodeReader, x: ConstantValue, to: ElementType): Value {
  if (x.element === to) return x
  const { numbers } = x
  if (x.texts !== undefined || to === 'string') throw node.refuse('constant texts cast', 'numbers')
  const round = to === 'float' ? Math.fround : to === 'double' ? (n: number) => n : Math.trunc
  const cut = to === 'bool' ? numbers.map((n) => (n === 0 ? 0 : 1)) : numbers.map(round)
  return { ...x, element: to, numbers: cut }
}

function castColumns(
  node: NodeReader,
  lowering: Lowering,
  x: ColumnsValue,
  to: ElementType,
): ColumnsValue {
  if (x.element === to) return x
  const { classes } = x
  if (to === 'string' || x.element === 'string') return castTexts(node, x, to)
  const whole = to === 'int64' || to === 'int32'
  if (to === 'float')
    return { ...x, element: to, isRounded: x.element !== 'double' && x.element === 'bool' }
  if (to === 'double') return { ...columnsOf(lowering.exact(x), to, x.shape), ...kept(x) }
  if (to === 'bool') {
    const zero = withNumber(lowering, lowering.exact(x), widthOf(x), 'equal', 0)
    return columnsOf(withNumber(lowering, zero, widthOf(x), 'equal', 0), to, x.shape)
  }
  if (whole && x.element !== 'float' && x.element !== 'double') return { ...x, element: to }
  const name = lowering.step({ op: 'cast@1', in: lowering.exact(x), to: 'integer' })
  return { ...columnsOf(name, to, x.shape), ...(classes && { classes }) }
}

function kept({ margins, labels, classes }: ColumnsValue) {
  return { ...(margins && { margins }), ...(labels && { labels }), ...(classes && { classes }) }
}

/** Classes are the same in words and in numbers. */
function castTexts(node: NodeReader, x: ColumnsValue, to: ElementType): ColumnsValue {
  const { classes } = x
  if (classes === undefined) throw node.refuse(`${x.element} cast to ${to}`, 'classes of a list')
  if (to === 'string') {
    const texts = classes.levels.map(String)
    const levels = [{ texts, isOpen: false }]
    const named = { index: classes.index, levels: texts }
    return { ...columnsOf(classes.index, to, x.shape), levels, classes: named }
  }
  const numbers = classes.levels.map(Number)
  if (
    numbers.every(
      (number, i) => Number.isSafeInteger(number) && String(number) === classes.levels[i],
    )
  ) {
    const isIdentity = numbers.every((number, i) => number === i)
    if (isIdentity) {
      const named = { index: classes.index, levels: numbers }
      return { ...columnsOf(classes.index, to, x.shape), classes: named }
    }
  }
  throw node.refuse('texts cast to numbers', 'texts of the numbers from 0 on')
}
