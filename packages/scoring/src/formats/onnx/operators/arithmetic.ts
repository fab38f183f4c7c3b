import type { CombineFunction, MapFunction } from '../../../ir/numeric-steps.ts'
import { columnsOf, type Lowering, roundingOf, widthOf } from '../lower/lowering.ts'
import type { NodeReader } from '../lower/node-reader.ts'
import type { Operator, Operators } from '../lower/operator.ts'
import { type ColumnsValue, sizeOf } from '../lower/value.ts'
import type { ElementType } from '../types.ts'
import { lay, type Operand, operand } from './operands.ts'
import { weighCounts } from './weigh-counts.ts'
import { withNumber } from './with-number.ts'

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
  const factors = element === undefined ? factorsOf(a, b, by) : undefined
  if (factors !== undefined && a.kind === 'columns') {
    return weighCounts(lowering, a, factors)
  }
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

/** What counts of words are multiplied by, a number for each column, so that zeros need no work. */
function factorsOf(a: Operand, b: Operand, by: CombineFunction): Float64Array | undefined {
  const isOfCounts = a.kind === 'columns' && a.isSparse === true && b.kind === 'constant'
  if (!isOfCounts || by !== 'multiply' || b.numbers.length !== widthOf(a)) return undefined
  const isRow = sizeOf(b.dims.slice(0, -1)) === 1
  return isRow && b.numbers.every((factor) => factor >= 0 && Number.isFinite(factor))
    ? b.numbers
    : undefined
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
