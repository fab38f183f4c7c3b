import { toHalf } from '../../../ir/half.ts'
import { columnsOf, type Lowering, widthOf } from '../lower/lowering.ts'
import type { NodeReader } from '../lower/node-reader.ts'
import type { Operators } from '../lower/operator.ts'
import type { ColumnsValue, ConstantValue, Value } from '../lower/value.ts'
import { type ElementType, fractional } from '../types.ts'
import { withNumber } from './with-number.ts'

/** Numbers of one type as those of another. */
export const castOperators: Operators = { Cast: cast }

/** TensorProto.DataType of the types that can be cast to. */
const castTypes: Readonly<Record<number, ElementType>> = {
  ...{ 1: 'float', 6: 'int32', 7: 'int64', 8: 'string', 9: 'bool', 10: 'float16', 11: 'double' },
}

function cast(node: NodeReader, lowering: Lowering): void {
  const x = node.input(0)
  const to = castTypes[node.int('to')]
  if (to === undefined) throw node.refuse(`a cast to the type ${node.int('to')}`, 'another type')
  if (x.kind === 'turned') {
    node.output(0, { ...x, columns: castColumns(node, lowering, x.columns, to) })
  } else if (x.kind === 'shape') node.output(0, x)
  else if (x.kind === 'constant') node.output(0, castConstant(node, x, to))
  else node.output(0, castColumns(node, lowering, node.columns(0), to))
}

const casting: Partial<Record<ElementType, (number: number) => number>> = {
  float: Math.fround,
  float16: toHalf,
  double: (number) => number,
  bool: (number) => (number === 0 ? 0 : 1),
}

function castConstant(node: NodeReader, x: ConstantValue, to: ElementType): Value {
  if (x.element === to) return x
  const { numbers } = x
  if (x.texts !== undefined || to === 'string') throw node.refuse('constant texts cast', 'numbers')
  return { ...x, element: to, numbers: numbers.map(casting[to] ?? Math.trunc) }
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
  if (to === 'float16') {
    const exact = lowering.exact(x)
    return columnsOf(lowering.round(exact, to), to, x.shape)
  }
  if (to === 'float' && x.element === 'float16') return columnsOf(lowering.exact(x), to, x.shape)
  if (to === 'float') return { ...x, element: to, isRounded: x.element === 'bool' }
  if (to === 'double') return { ...columnsOf(lowering.exact(x), to, x.shape), ...kept(x) }
  if (to === 'bool' && x.isSparse === true) {
    const parts = { in: lowering.exact(x), bound: 0, orEqual: false } as const
    const name = lowering.step({ op: 'threshold@1', ...parts })
    return { ...columnsOf(name, to, x.shape), isSparse: true }
  }
  if (to === 'bool') {
    const zero = withNumber(lowering, lowering.exact(x), widthOf(x), 'equal', 0)
    return columnsOf(withNumber(lowering, zero, widthOf(x), 'equal', 0), to, x.shape)
  }
  if (whole && !fractional.includes(x.element)) return { ...x, element: to }
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
