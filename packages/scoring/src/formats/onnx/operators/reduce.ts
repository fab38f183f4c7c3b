import type { AggregateStep } from '../../../ir/types.ts'
import { columnsOf, type Lowering, roundingOf, widthOf } from '../lower/lowering.ts'
import type { NodeReader } from '../lower/node-reader.ts'
import type { Operator, Operators } from '../lower/operator.ts'
import { classLabel, largestOf } from '../lower/scores.ts'
import { type ColumnsValue, sizeOf } from '../lower/value.ts'
import { axesOf, toAxis } from './axes.ts'
import { taken } from './places.ts'

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
  ReduceLogSumExp: logSumExp,
  ReduceProd: multiply,
  LpNormalization: (node, lowering) => {
    const x = node.numberColumns(0)
    const p = node.int('p', 2)
    const axis = toAxis(node, node.int('axis', -1), x.shape.length + 1)
    if (axis !== 1 || x.shape.length !== 1 || (p !== 1 && p !== 2)) {
      throw node.refuse(`norm ${p} along axis ${axis}`, 'norm 1 or 2 of the columns of a row')
    }
    lowering.isExact = false
    const by = p === 1 ? 'l1' : 'l2'
    const name = lowering.step({
      ...{ op: 'normalize@1', in: lowering.exact(x), by, zero: 'keep', least: 0 },
    })
    node.output(0, columnsOf(lowering.round(name, x.element), x.element, x.shape))
  },
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

/** What a reduction takes: its members stand before what stays. */
interface Reduced {
  readonly x: ColumnsValue
  readonly name: string
  readonly members: number
  readonly shape: readonly number[]
}

/** Undefined where nothing is to be done. */
function readReduced(node: NodeReader, lowering: Lowering): Reduced | undefined {
  const turned = node.find(0)
  const isLead = turned?.kind === 'turned' && turned.form === 'lead'
  const x = isLead ? turned.columns : node.numberColumns(0)
  const rank = x.shape.length + 1
  const listed = axesOf(node, rank)
  // An empty list is none.
  const given = listed?.length === 0 ? undefined : listed
  if (given === undefined && node.int('noop_with_empty_axes', 0) !== 0) return undefined
  // Where the rows stand second, the first axis is the first of each row.
  const axes = isLead ? given?.map((axis) => (axis < 2 ? 1 - axis : axis)) : given
  if (axes === undefined || axes.includes(0)) throw node.refuse('rows reduced', 'other axes')
  const keeps = node.int('keepdims', 1) !== 0
  if (isLead && (keeps || !axes.includes(1)))
    throw node.refuse('rows that stay second', 'rows first')
  const gone = (axis: number) => axes.includes(axis + 1)
  const laid = membersFirst(lowering, { ...x, name: lowering.exact(x), isRounded: true }, gone)
  const shape = keeps
    ? x.shape.map((n, axis) => (gone(axis) ? 1 : n))
    : x.shape.filter((_, axis) => !gone(axis))
  const members = sizeOf(x.shape.filter((_, axis) => gone(axis)))
  return { x, name: laid.name, members, shape }
}

/** The largest, and the logarithm of what the others are beside it. */
function logSumExp(node: NodeReader, lowering: Lowering): void {
  const read = readReduced(node, lowering)
  if (read === undefined) throw node.refuse('no axis', 'the columns of a row')
  const { x, name, members, shape } = read
  const width = widthOf(x) / members
  lowering.isExact = false
  const largest = lowering.step({ op: 'aggregate@1', in: name, members, by: 'largest' })
  const left = Array.from({ length: widthOf(x) }, (_, i) => i)
  const shifted = lowering.step({
    ...{ op: 'combine@1', in: lowering.concat([name, largest]), by: 'subtract', round: 'no' },
    ...{ left, right: left.map((i) => left.length + (i % width)) },
  })
  const powers = lowering.map(shifted, 'exp')
  const sums = lowering.step({ op: 'aggregate@1', in: powers, members, by: 'sum' })
  const both = lowering.concat([lowering.map(sums, 'log'), largest])
  const columns = Array.from({ length: width }, (_, i) => i)
  const right = columns.map((i) => width + i)
  const total = lowering.step({
    ...{ op: 'combine@1', in: both, by: 'add', left: columns, right, round: 'no' },
  })
  node.output(0, columnsOf(lowering.round(total, x.element), x.element, shape))
}

/** From the first on, each product rounded. */
function multiply(node: NodeReader, lowering: Lowering): void {
  const read = readReduced(node, lowering)
  if (read === undefined) throw node.refuse('no axis', 'the columns of a row')
  const { x, members, shape } = read
  const width = widthOf(x) / members
  const columns = Array.from({ length: width }, (_, i) => i)
  let product = lowering.select(read.name, widthOf(x), columns)
  for (let m = 1; m < members; m++) {
    const right = columns.map((i) => width + m * width + i)
    const both = lowering.concat([product, read.name])
    const round = roundingOf(x.element)
    product = lowering.step({
      op: 'combine@1',
      in: both,
      by: 'multiply',
      left: columns,
      right,
      round,
    })
  }
  node.output(0, columnsOf(product, x.element, shape))
}

function reduce(
  by: AggregateStep['by'],
  before?: 'abs' | 'square',
  after?: 'sqrt' | 'log',
): Operator {
  return (node, lowering) => {
    const read = readReduced(node, lowering)
    if (read === undefined) {
      node.output(0, node.input(0))
      return
    }
    const { x, members, shape } = read
    const isOrdered = by === 'largest' || by === 'smallest'
    if (!isOrdered && members > 1) lowering.isExact = false
    const terms = before === undefined ? read.name : lowering.map(read.name, before)
    const sums = lowering.step({ op: 'aggregate@1', in: terms, members, by })
    const name = after === undefined ? sums : lowering.map(sums, after)
    node.output(0, columnsOf(isOrdered ? name : lowering.round(name, x.element), x.element, shape))
  }
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
