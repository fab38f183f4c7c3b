import { type Lowering, widthOf } from '../lower/lowering.ts'
import type { NodeReader } from '../lower/node-reader.ts'
import type { Operators } from '../lower/operator.ts'
import {
  type ColumnsValue,
  sizeOf,
  stridesOf,
  type TurnedValue,
  type Value,
} from '../lower/value.ts'
import { axesOf, toAxis } from './axes.ts'
import { taken } from './places.ts'

/** The same elements in other dimensions, or in another order of them. */
export const layoutOperators: Operators = {
  Identity: (node) => node.output(0, node.input(0)),
  Dropout: (node) => node.output(0, node.input(0)),
  Reshape: (node) => node.output(0, turn(node) ?? reshape(node)),
  Flatten: (node) => {
    if (node.int('axis', 1) !== 1) throw node.refuse('rows flattened into one', 'axis 1')
    const x = node.input(0).kind === 'tokens' ? node.input(0) : node.columns(0)
    node.output(0, x.kind === 'columns' ? { ...x, shape: [widthOf(x)] } : x)
  },
  Squeeze: (node) => node.output(0, squeeze(node)),
  Unsqueeze: (node) => node.output(0, unsqueeze(node)),
  Transpose: (node, lowering) => {
    const input = node.input(0)
    const isLead = input.kind === 'turned' && input.form === 'lead'
    const x = isLead ? input.columns : node.columns(0)
    const rank = x.shape.length + 1
    const given = node.ints('perm')
    const perm = given.length > 0 ? given : Array.from({ length: rank }, (_, i) => rank - 1 - i)
    if (isLead && perm[0] === 1 && perm[1] === 0 && perm.every((axis, i) => i < 2 || axis === i)) {
      node.output(0, x)
      return
    }
    if (isLead || perm[0] !== 0 || [...perm].sort((a, b) => a - b).some((axis, i) => axis !== i)) {
      throw node.refuse(`the axes as ${perm.join(', ')}`, 'rows that stay first')
    }
    node.output(
      0,
      permuted(
        lowering,
        x,
        perm.slice(1).map((axis) => axis - 1),
      ),
    )
  },
}

/** Rows that are set below others, or apart again: [1, rows, …], and [m rows, …] as [m, rows, …]. */
function turn(node: NodeReader): TurnedValue | undefined {
  const x = node.input(0)
  const to = node.input(1)
  if (to.kind !== 'constant') return undefined
  const [first, second, ...rest] = to.numbers
  if (second !== -1) return undefined
  const isFlat = x.kind === 'turned' && x.form === 'flat'
  if (!isFlat && (x.kind !== 'columns' || first !== 1 || rest.length === 0)) return undefined
  const { columns } = isFlat ? x : { columns: node.columns(0) }
  const members = isFlat ? (columns.shape[0] ?? 1) : 1
  if (first !== members || members * sizeOf(rest) !== widthOf(columns)) return undefined
  return { kind: 'turned', form: 'lead', columns: { ...columns, shape: [members, ...rest] } }
}

function reshape(node: NodeReader): Value {
  const x = node.input(0)
  const to = node.input(1)
  const lengths: readonly (number | 'rows')[] =
    to.kind === 'shape' ? to.lengths : [...node.constant(1).numbers]
  if (x.kind === 'constant') {
    const known = lengths.reduce<number>(
      (product, n) => (n === -1 ? product : product * Number(n)),
      1,
    )
    const dims = lengths.map((n) => (n === -1 ? sizeOf(x.dims) / known : Number(n)))
    if (dims.every(Number.isInteger) && sizeOf(dims) === sizeOf(x.dims)) return { ...x, dims }
  }
  if (x.kind !== 'columns') throw node.refuse('lengths in another shape', 'a tensor of rows')
  const width = widthOf(x)
  const [first, ...rest] = lengths.map((n, i) =>
    n === 0 ? (i === 0 ? 'rows' : x.shape[i - 1]) : n,
  )
  const known = rest.reduce<number>((product, n) => (n === -1 ? product : product * Number(n)), 1)
  const shape = rest.map((n) => (n === -1 ? width / known : Number(n)))
  const isFirst = first === 'rows' || first === -1 || (first === 1 && !rest.includes(-1))
  if (isFirst && shape.every(Number.isInteger) && sizeOf(shape) === width) return { ...x, shape }
  const found = `rows of ${width} as ${lengths.join(' x ')}`
  throw node.refuse(found, 'a shape that keeps rows apart')
}

function squeeze(node: NodeReader): Value {
  const x = node.input(0)
  if (x.kind === 'constant') {
    const axes = axesOf(node, x.dims.length)
    return {
      ...x,
      dims: x.dims.filter((n, i) => (axes === undefined ? n !== 1 : !axes.includes(i))),
    }
  }
  const { shape } = node.columns(0)
  const axes = axesOf(node, shape.length + 1)
  const gone = (n: number, i: number) => (axes === undefined ? n === 1 : axes.includes(i + 1))
  const left = shape.filter((n, i) => !gone(n, i))
  if (!(axes?.includes(0) ?? false) && sizeOf(left) === sizeOf(shape)) {
    return { ...node.columns(0), shape: left }
  }
  throw node.refuse('the rows squeezed away', 'axes of length 1 beside the rows')
}

function unsqueeze(node: NodeReader): Value {
  const x = node.input(0)
  const old = x.kind === 'columns' ? x.shape.length + 1 : x.kind === 'constant' ? x.dims.length : 1
  const given = node.has('axes') ? node.ints('axes') : (node.integers(1) ?? [])
  const rank = old + given.length
  const axes = given.map((axis) => toAxis(node, axis, rank))
  const spread = (dims: readonly number[]) => {
    const rest = [...dims]
    return Array.from({ length: rank }, (_, i) => (axes.includes(i) ? 1 : (rest.shift() as number)))
  }
  if (x.kind === 'constant') return { ...x, dims: spread(x.dims) }
  if (x.kind !== 'columns' || axes.includes(0)) {
    throw node.refuse('an axis before the rows', 'axes behind the rows')
  }
  return { ...x, shape: spread([-1, ...x.shape]).slice(1) }
}

function permuted(lowering: Lowering, x: ColumnsValue, perm: readonly number[]): ColumnsValue {
  const shape = perm.map((axis) => x.shape[axis] as number)
  const [to, from] = [stridesOf(shape), stridesOf(x.shape)]
  const columns = Array.from({ length: widthOf(x) }, (_, i) =>
    perm.reduce((sum, axis, k) => {
      const at = Math.floor(i / (to[k] as number)) % (shape[k] as number)
      return sum + at * (from[axis] as number)
    }, 0),
  )
  return taken(lowering, x, columns, shape)
}
