import type { AggregateStep } from '../../../ir/types.ts'
import { columnsOf, type Lowering, widthOf } from '../lower/lowering.ts'
import type { NodeReader } from '../lower/node-reader.ts'
import type { Operator, Operators } from '../lower/operator.ts'
import { classLabel, largestOf } from '../lower/scores.ts'
import { type ColumnsValue, sizeOf } from '../lower/value.ts'
import { axesOf, taken, toAxis } from './layout.ts'

/** Several elements of a row as one. */
export const reduceOperators: Operators = {
  ReduceSum: reduce('sum'),
  ReduceMean: reduce('mean'),
  ReduceMax: reduce('largest'),
  ReduceMin: reduce('smallest'),
  ReduceL1: reduce('sum', 'abs'),
  ReduceSumSquare: reduce('sum', 'square'),
  ReduceL2: reduce('sum', 'square', 'sqrt'),
  ReduceLogSum: reduce('sum', undefined, 'log'),
  ArgMax: choose('largest'),
  ArgMin: choose('smallest'),
  Softmax: (node, lowering) => {
    const x = node.numberColumns(0)
    const scores = softmax(node, lowering, x)
    const name = lowering.round(scores, x.element)
    node.output(0, { ...columnsOf(name, x.element, x.shape), margins: lowering.exact(x) })
  },
  LogSoftmax: (node, lowering) => {
    const x = node.numberColumns(0)
    const name = lowering.map(softmax(node, lowering, x), 'log')
    node.output(0, columnsOf(lowering.round(name, x.element), x.element, x.shape))
  },
}

/** Before opset 13 all axes from `axis` on count as one. */
function softmax(node: NodeReader, lowering: Lowering, x: ColumnsValue): string {
  const axis = toAxis(node, node.int('axis', node.opset < 13 ? 1 : -1), x.shape.length + 1)
  const isAll = axis === 1 && (x.shape.length === 1 || node.opset < 13)
  if (!isAll) throw node.refuse(`softmax along axis ${axis} of more`, 'all columns of a row')
  lowering.isExact = false
  return lowering.link(lowering.exact(x), { kind: 'softmax' })
}

function reduce(
  by: AggregateStep['by'],
  before?: 'abs' | 'square',
  after?: 'sqrt' | 'log',
): Operator {
  return (node, lowering) => {
    const x = node.numberColumns(0)
    const rank = x.shape.length + 1
    const axes = axesOf(node, rank)
    if (axes === undefined && node.int('noop_with_empty_axes', 0) !== 0) {
      node.output(0, x)
      return
    }
    if (axes === undefined || axes.includes(0)) throw node.refuse('rows reduced', 'other axes')
    const gone = (axis: number) => axes.includes(axis + 1)
    const laid = membersFirst(lowering, { ...x, name: lowering.exact(x), isRounded: true }, gone)
    const members = sizeOf(x.shape.filter((_, axis) => gone(axis)))
    const isOrdered = by === 'largest' || by === 'smallest'
    if (!isOrdered && members > 1) lowering.isExact = false
    const terms = before === undefined ? laid.name : lowering.map(laid.name, before)
    const sums = lowering.step({ op: 'aggregate@1', in: terms, members, by })
    const name = after === undefined ? sums : lowering.map(sums, after)
    const shape = shapeAfter(node, x, gone)
    node.output(0, columnsOf(isOrdered ? name : lowering.round(name, x.element), x.element, shape))
  }
}

function shapeAfter(
  node: NodeReader,
  { shape }: ColumnsValue,
  gone: (axis: number) => boolean,
): readonly number[] {
  if (node.int('keepdims', 1) !== 0) return shape.map((n, axis) => (gone(axis) ? 1 : n))
  return shape.filter((_, axis) => !gone(axis))
}

/** The axes that go before those that stay. */
function membersFirst(
  lowering: Lowering,
  x: ColumnsValue,
  gone: (axis: number) => boolean,
): ColumnsValue {
  const all = x.shape.map((_, axis) => axis)
  const order = [...all.filter(gone), ...all.filter((axis) => !gone(axis))]
  const lengths = order.map((axis) => x.shape[axis] as number)
  const columns = Array.from({ length: widthOf(x) }, (_, i) => {
    let rest = i
    const places = new Map<number, number>()
    for (let k = order.length - 1; k >= 0; k--) {
      places.set(order[k] as number, rest % (lengths[k] as number))
      rest = Math.floor(rest / (lengths[k] as number))
    }
    return all.reduce((at, axis) => at * (x.shape[axis] as number) + (places.get(axis) ?? 0), 0)
  })
  return taken(lowering, x, columns, lengths)
}

function choose(by: 'largest' | 'smallest'): Operator {
  return (node, lowering) => {
    const x = node.numberColumns(0)
    const axis = toAxis(node, node.int('axis', 0), x.shape.length + 1)
    if (axis !== 1 || x.shape.length !== 1) {
      throw node.refuse(`axis ${axis} of ${x.shape.length + 1}`, 'the columns of a row')
    }
    if (node.int('select_last_index', 0) !== 0) throw node.refuse('the last of equals', 'the first')
    const name = lowering.exact(x)
    const scores = by === 'largest' ? name : lowering.map(name, 'negative')
    const levels = Array.from({ length: widthOf(x) }, (_, i) => i)
    const label = classLabel(lowering, largestOf(lowering, scores), levels)
    node.output(0, { ...label, shape: node.int('keepdims', 1) === 0 ? [] : [1] })
  }
}
