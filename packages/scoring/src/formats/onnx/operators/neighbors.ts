import { decodeTensor } from '../decode-tensor.ts'
import { columnsOf, type Lowering, roundingOf, widthOf } from '../lower/lowering.ts'
import type { NodeReader } from '../lower/node-reader.ts'
import type { Operators } from '../lower/operator.ts'
import type { ColumnsValue } from '../lower/value.ts'
import type { OnnxGraph, OnnxNode } from '../types.ts'
import { toAxis } from './axes.ts'

/** What k nearest neighbours and weighted medians are made of. */
export const neighborOperators: Operators = {
  Scan: scan,
  TopK: (node, lowering) => {
    const x = rowsOf(node, 0)
    const [k = 0] = node.opset < 10 ? [node.int('k')] : (node.integers(1) ?? [])
    if (toAxis(node, node.int('axis', -1), 2) !== 1) throw node.refuse('rows ranked', 'columns')
    if (!(k >= 1 && k <= widthOf(x))) {
      throw node.corrupt('input/1', String(k), `1 to ${widthOf(x)}`)
    }
    const from = node.int('largest', 1) === 0 ? 'smallest' : 'largest'
    const both = lowering.step({ op: 'top@1', in: lowering.exact(x), k, from })
    const columns = Array.from({ length: k }, (_, i) => i)
    node.output(0, columnsOf(lowering.select(both, 2 * k, columns), x.element, [k]))
    const places = lowering.select(
      both,
      2 * k,
      columns.map((i) => k + i),
    )
    node.output(1, columnsOf(places, 'int64', [k]))
  },
  CumSum: (node, lowering) => {
    const x = rowsOf(node, 0)
    const [axis = 0] = node.integers(1) ?? []
    const isPlain = node.int('exclusive', 0) === 0 && node.int('reverse', 0) === 0
    if (toAxis(node, axis, 2) !== 1 || !isPlain) {
      throw node.refuse('a sum along rows, reversed or exclusive', 'a sum along columns')
    }
    node.output(0, columnsOf(cumulated(lowering, x), x.element, x.shape))
  },
  GatherElements: (node, lowering) => {
    const [x, indices] = [rowsOf(node, 0), rowsOf(node, 1)]
    if (toAxis(node, node.int('axis', 0), 2) !== 1) throw node.refuse('rows by index', 'columns')
    const from = Array.from({ length: widthOf(x) }, (_, i) => i)
    const index = Array.from({ length: widthOf(indices) }, (_, i) => from.length + i)
    const both = lowering.concat([lowering.exact(x), indices.name])
    const name = lowering.step({ op: 'pick@1', in: both, from, index })
    node.output(0, columnsOf(name, x.element, indices.shape))
  },
}

function rowsOf(node: NodeReader, index: number): ColumnsValue {
  const x = node.numberColumns(index)
  if (x.shape.length === 1) return x
  throw node.refuse(`rows of ${x.shape.length} dimensions`, 'one')
}

/** Each sum is rounded. */
function cumulated(lowering: Lowering, x: ColumnsValue): string {
  const name = lowering.exact(x)
  const width = widthOf(x)
  const sums = [lowering.select(name, width, [0])]
  for (let i = 1; i < width; i++) {
    const both = lowering.concat([sums[i - 1] as string, name])
    const round = roundingOf(x.element)
    sums.push(
      lowering.step({ op: 'combine@1', in: both, by: 'add', left: [0], right: [1 + i], round }),
    )
  }
  return lowering.concat(sums)
}

/** How a distance is written as a graph: of the difference to a point, by metric. */
const metrics = {
  ReduceSumSquare: 'squaredEuclidean',
  ReduceL1: 'manhattan',
} as const

/**
 * The one Scan that converters write: over the points of a table, the distance of every row to each. The
 * points stand before the rows in what it makes.
 */
function scan(node: NodeReader, lowering: Lowering): void {
  const body = node.node.attributes.get('body')
  const by = body?.kind === 'graph' ? metricOf(body.graph) : undefined
  if (by === undefined || node.int('num_scan_inputs') !== 1 || node.inputCount !== 2) {
    throw node.refuse('a loop over something else', 'distances to the rows of a table')
  }
  const x = rowsOf(node, 0)
  const { dims, numbers } = node.constant(1)
  const [count = 0, width = 0] = dims
  if (dims.length !== 2 || width !== widthOf(x) || count < 1 || !numbers.every(Number.isFinite)) {
    const found = `points of ${dims.join(' x ')}`
    throw node.refuse(found, `finite points of ${widthOf(x)} columns`)
  }
  lowering.isExact = false
  const points = lowering.numbers(numbers, [count, width])
  const distances = lowering.step({ op: 'distance@1', in: lowering.exact(x), points, count, by })
  const columns = columnsOf(lowering.round(distances, x.element), x.element, [count])
  node.output(0, x)
  node.output(1, { kind: 'turned', form: 'lead', columns })
}

/** Identity of the rows; the difference to a point; a sum of its squares or absolute values. */
function metricOf({
  nodes,
  inputs,
  outputs,
  initializers,
}: OnnxGraph): 'squaredEuclidean' | 'manhattan' | undefined {
  const [rows, point] = inputs.map(({ name }) => name)
  const [rowsOut, distance] = outputs.map(({ name }) => name)
  const makerOf = (name = ''): OnnxNode | undefined =>
    nodes.find((one) => one.outputs.includes(name))
  const plain = (name: string | undefined): OnnxNode | undefined => {
    const maker = makerOf(name)
    return maker?.op === 'Identity' ? plain(maker.inputs[0]) : maker
  }
  const same = makerOf(rowsOut)
  if (same?.op !== 'Identity' || same.inputs[0] !== rows || nodes.length > 5) return undefined
  const sum = plain(distance)
  const isSum = sum?.op === 'ReduceSumSquare' || sum?.op === 'ReduceL1'
  if (!isSum || !isAlongColumns(sum, initializers)) return undefined
  const difference = plain(sum.inputs[0])
  const isDifference =
    difference?.op === 'Sub' && difference.inputs[0] === rows && difference.inputs[1] === point
  return isDifference ? metrics[sum.op as keyof typeof metrics] : undefined
}

function isAlongColumns(sum: OnnxNode, initializers: OnnxGraph['initializers']): boolean {
  const own = sum.attributes.get('axes')
  const tensor = initializers.get(sum.inputs[1] ?? '')
  const given = tensor === undefined ? undefined : decodeTensor(tensor)
  const axes = own?.kind === 'ints' ? own.values : given?.kind === 'numbers' ? given.values : []
  return axes.length === 1 && (axes[0] === 1 || axes[0] === -1)
}
