import { columnsOf, type Lowering, widthOf } from '../lower/lowering.ts'
import type { NodeReader } from '../lower/node-reader.ts'
import type { Operators } from '../lower/operator.ts'
import {
  type ColumnsValue,
  sizeOf,
  stridesOf,
  type TurnedValue,
  type Value,
} from '../lower/value.ts'
import { mapElements } from './mapping.ts'

/** What only takes elements to other places, or their dimensions to others. */
export const layoutOperators: Operators = {
  Identity: (node) => node.output(0, node.input(0)),
  Dropout: (node) => node.output(0, node.input(0)),
  Reshape: (node) => node.output(0, turn(node) ?? reshape(node)),
  Flatten: (node) => {
    const x = node.columns(0)
    if (node.int('axis', 1) !== 1) throw node.refuse('rows flattened into one', 'axis 1')
    node.output(0, { ...x, shape: [widthOf(x)] })
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
  Concat: (node, lowering) => node.output(0, stack(node, lowering) ?? concat(node, lowering)),
  Slice: (node, lowering) => node.output(0, slice(node, lowering)),
  Gather: (node, lowering) => gather(node, lowering, node.int('axis', 0)),
  'ai.onnx.ml:ArrayFeatureExtractor': (node, lowering) => gather(node, lowering, -1),
  Split: split,
  'ai.onnx.ml:FeatureVectorizer': (node, lowering) => {
    const sizes = node.ints('inputdimensions')
    const parts = sizes.flatMap((size, i) =>
      size > 0 ? [fitted(lowering, node.numberColumns(i), size)] : [],
    )
    if (parts.length === 0) throw node.refuse('no column', 'at least one')
    const name = lowering.concat(parts)
    node.output(0, columnsOf(name, 'float', [sizes.reduce((sum, size) => sum + size, 0)]))
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

/** Tensors of rows below one another. */
function stack(node: NodeReader, lowering: Lowering): TurnedValue | undefined {
  if (node.int('axis') !== 0) return undefined
  const inputs = Array.from({ length: node.inputCount }, (_, i) => node.input(i))
  const parts = inputs.flatMap((value): readonly ColumnsValue[] => {
    if (value.kind === 'columns') return [{ ...value, shape: [1, ...value.shape] }]
    return value.kind === 'turned' && value.form === 'lead' ? [value.columns] : []
  })
  const [first] = inputs
  if (parts.length < inputs.length || inputs.some((value) => value.kind !== first?.kind)) {
    return undefined
  }
  const [one] = parts
  const isLike = ({ shape, element }: ColumnsValue) =>
    element === one?.element && shape.slice(1).join() === one.shape.slice(1).join()
  if (!parts.every(isLike)) return undefined
  const form = first?.kind === 'turned' ? 'lead' : 'flat'
  return { kind: 'turned', form, columns: joined(lowering, parts, 0) }
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

/** Axes from an attribute or, since opset 13, an input; counted from the front. */
export function axesOf(node: NodeReader, rank: number): readonly number[] | undefined {
  const given = node.has('axes') ? node.ints('axes') : node.integers(1)
  return given?.map((axis) => toAxis(node, axis, rank))
}

export function toAxis(node: NodeReader, axis: number, rank: number): number {
  const at = axis < 0 ? axis + rank : axis
  if (Number.isInteger(at) && at >= 0 && at < rank) return at
  throw node.corrupt('attribute/axis', String(axis), `${-rank} to ${rank - 1}`)
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

/** Columns in another order, with all that is known of each. */
export function taken(
  lowering: Lowering,
  x: ColumnsValue,
  columns: readonly number[],
  shape: readonly number[],
): ColumnsValue {
  const { classes: _, margins: _margins, labels: _labels, ...rest } = x
  const isAll = columns.length === widthOf(x) && columns.every((column, i) => column === i)
  if (isAll) return { ...x, shape }
  const { levels } = x
  return {
    ...rest,
    name: lowering.select(x.name, widthOf(x), columns),
    shape,
    ...(levels && { levels: columns.flatMap((column) => levels[column] ?? []) }),
  }
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

function concat(node: NodeReader, lowering: Lowering): Value {
  const inputs = Array.from({ length: node.inputCount }, (_, i) => node.input(i))
  if (
    inputs.every((value) => value.kind === 'constant') &&
    inputs.every((v) => v.dims.length === 1)
  ) {
    const numbers = Float64Array.from(inputs.flatMap((value) => [...value.numbers]))
    const texts = inputs.flatMap((value) => value.texts ?? [])
    const [first] = inputs
    const length = texts.length > 0 ? texts.length : numbers.length
    const parts = { dims: [length], numbers, ...(texts.length > 0 && { texts }) }
    return { kind: 'constant', element: first?.element ?? 'int64', ...parts }
  }
  if (inputs.every((value) => value.kind !== 'columns')) {
    const lengths = inputs.flatMap((value) =>
      value.kind === 'shape'
        ? value.lengths
        : [...(value.kind === 'constant' ? value.numbers : [])],
    )
    return { kind: 'shape', lengths }
  }
  const all = inputs.map((_, i) => node.columns(i))
  const [first] = all
  const rank = (first?.shape.length ?? 0) + 1
  const axis = toAxis(node, node.int('axis'), rank) - 1
  if (first === undefined || axis < 0) throw node.refuse('rows below rows', 'columns side by side')
  const isLike = ({ shape, element }: ColumnsValue) =>
    element === first.element &&
    shape.length === first.shape.length &&
    shape.every((n, i) => i === axis || n === first.shape[i])
  if (!all.every(isLike)) throw node.corrupt('input', 'tensors of several shapes', 'one shape')
  return joined(lowering, all, axis)
}

function joined(lowering: Lowering, all: readonly ColumnsValue[], axis: number): ColumnsValue {
  const first = all[0] as ColumnsValue
  const length = all.reduce((sum, { shape }) => sum + (shape[axis] as number), 0)
  const shape = first.shape.map((n, i) => (i === axis ? length : n))
  const levels = all.flatMap((value) => value.levels ?? [])
  const side: ColumnsValue = {
    ...columnsOf(lowering.concat(all.map(({ name }) => name)), first.element, [sizeOf(shape)]),
    isRounded: all.every(({ isRounded }) => isRounded),
    ...(levels.length > 0 && { levels }),
  }
  const outer = sizeOf(shape.slice(0, axis))
  let start = 0
  const starts = all.map((value) => {
    const at = start
    start += widthOf(value)
    return at
  })
  // The part of each that belongs to the first place of the outer dimensions, then the second …
  const columns = Array.from({ length: outer }, (_, o) =>
    all.flatMap((value, i) => {
      const run = widthOf(value) / outer
      return Array.from({ length: run }, (_unused, k) => (starts[i] as number) + o * run + k)
    }),
  ).flat()
  return taken(lowering, side, columns, shape)
}

/** Places along one axis of a row. */
export function along(
  lowering: Lowering,
  x: ColumnsValue,
  axis: number,
  places: readonly number[],
): ColumnsValue {
  const shape = x.shape.map((n, i) => (i === axis ? places.length : n))
  const [length, inner] = [x.shape[axis] as number, sizeOf(x.shape.slice(axis + 1))]
  const outer = sizeOf(x.shape.slice(0, axis))
  const columns = Array.from({ length: outer }, (_, o) =>
    places.flatMap((place) =>
      Array.from({ length: inner }, (_unused, k) => (o * length + place) * inner + k),
    ),
  ).flat()
  return taken(lowering, x, columns, shape)
}

function slice(node: NodeReader, lowering: Lowering): Value {
  const x = node.input(0)
  const list = (key: string, index: number) =>
    node.has(key) ? node.ints(key) : (node.integers(index) ?? undefined)
  const [starts, ends] = [list('starts', 1) ?? [], list('ends', 2) ?? []]
  const rank = x.kind === 'columns' ? x.shape.length + 1 : 1
  const axes = (list('axes', 3) ?? starts.map((_, i) => i)).map((axis) => toAxis(node, axis, rank))
  const steps = node.integers(4) ?? []
  if (starts.length !== ends.length || axes.length !== starts.length) {
    throw node.corrupt('input', `${starts.length} starts and ${ends.length} ends`, 'as many')
  }
  const placesOf = (length: number, i: number) =>
    range(length, { start: starts[i], end: ends[i], step: steps[i] ?? 1 })
  if (x.kind === 'shape') {
    return { kind: 'shape', lengths: placesOf(x.lengths.length, 0).map((i) => x.lengths[i] ?? 0) }
  }
  let value = node.columns(0)
  for (const [i, axis] of axes.entries()) {
    if (axis === 0) throw node.refuse('a slice of the rows', 'all rows')
    value = along(lowering, value, axis - 1, placesOf(value.shape[axis - 1] as number, i))
  }
  if (widthOf(value) > 0) return value
  throw node.refuse('a slice without columns', 'at least one')
}

function range(
  length: number,
  {
    start = 0,
    end = 0,
    step,
  }: { start: number | undefined; end: number | undefined; step: number },
): readonly number[] {
  const held = (at: number, least: number, most: number) =>
    Math.min(Math.max(at < 0 ? at + length : at, least), most)
  const places: number[] = []
  if (step > 0)
    for (let i = held(start, 0, length); i < held(end, 0, length); i += step) places.push(i)
  if (step < 0) {
    for (let i = held(start, 0, length - 1); i > held(end, -1, length - 1); i += step)
      places.push(i)
  }
  return places
}

/** Elements by index: columns of rows, lengths of a shape, or entries of a list that rows choose from. */
function gather(node: NodeReader, lowering: Lowering, axis: number): void {
  const data = node.input(0)
  const indices = node.input(1)
  if (data.kind === 'shape' && indices.kind === 'constant') {
    const lengths = [...indices.numbers].map((i) => data.lengths.at(i) ?? 0)
    node.output(0, { kind: 'shape', lengths })
    return
  }
  if (data.kind === 'constant' && indices.kind === 'columns') {
    choose(node, lowering, indices)
    return
  }
  const x = node.columns(0)
  const { numbers, dims } = node.constant(1)
  const at = toAxis(node, axis, x.shape.length + 1) - 1
  if (at < 0) throw node.refuse('rows by index', 'columns by index')
  const length = x.shape[at] as number
  const places = [...numbers].map((i) => (i < 0 ? i + length : i))
  const bad = places.find((place) => !(Number.isInteger(place) && place >= 0 && place < length))
  if (bad !== undefined) throw node.corrupt('input/1', String(bad), `0 to ${length - 1}`)
  const found = along(lowering, x, at, places)
  const isExtractor = node.node.op === 'ArrayFeatureExtractor'
  const lengths = isExtractor ? [places.length] : dims
  const shape = [...x.shape.slice(0, at), ...lengths, ...x.shape.slice(at + 1)]
  node.output(0, { ...found, shape })
}

/** The entry of a constant list at each row's index. */
function choose(node: NodeReader, lowering: Lowering, index: ColumnsValue): void {
  const { numbers, texts, element, dims } = node.constant(0)
  const values = texts ?? [...numbers]
  if (sizeOf(dims) !== values.length || dims.some((n) => n !== 1 && n !== values.length)) {
    throw node.refuse('rows of a table by index', 'entries of a list')
  }
  const unsafe = values.find((value) => Number.isInteger(value) && !Number.isSafeInteger(value))
  if (unsafe !== undefined) throw node.refuse(`the number ${unsafe}`, 'numbers below 2^53')
  const keys = values.map((_, i) => i)
  const otherwise = values[0] ?? 0
  const found = mapElements(node, lowering, index, { keys, values, otherwise, element })
  node.output(0, found)
}

function split(node: NodeReader, lowering: Lowering): void {
  const x = node.columns(0)
  const axis = toAxis(node, node.int('axis', 0), x.shape.length + 1) - 1
  if (axis < 0) throw node.refuse('rows split', 'columns split')
  const length = x.shape[axis] as number
  const count = node.node.outputs.length
  const sizes = node.has('split') ? node.ints('split') : node.integers(1)
  const parts = sizes ?? Array.from({ length: count }, () => Math.ceil(length / count))
  let start = 0
  for (const [i, size] of parts.entries()) {
    const end = Math.min(start + size, length)
    const places = Array.from({ length: Math.max(0, end - start) }, (_, k) => start + k)
    if (places.length === 0) throw node.refuse('a part without columns', 'at least one')
    node.output(i, along(lowering, x, axis, places))
    start = end
  }
}

/** So many columns of an input: cut off, or filled up with zeros. */
function fitted(lowering: Lowering, x: ColumnsValue, size: number): string {
  const width = widthOf(x)
  const columns = Array.from({ length: Math.min(size, width) }, (_, i) => i)
  const some = lowering.select(lowering.round(lowering.exact(x), 'float'), width, columns)
  if (size <= width) return some
  const zeros = Array.from({ length: size - width }, () => width)
  const constants = lowering.numbers(Float64Array.of(0))
  const filler = lowering.step({
    ...{ op: 'combine@1', in: some, by: 'add', left: zeros, right: zeros, constants, round: 'no' },
  })
  return lowering.concat([some, filler])
}
