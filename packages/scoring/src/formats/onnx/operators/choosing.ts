import { type Lowering, widthOf } from '../lower/lowering.ts'
import type { NodeReader } from '../lower/node-reader.ts'
import type { Operators } from '../lower/operator.ts'
import { type ColumnsValue, sizeOf, type Value } from '../lower/value.ts'
import { toAxis } from './axes.ts'
import { mapElements } from './mapping.ts'
import { along } from './places.ts'

/** Some elements of a tensor, by their places. */
export const choosingOperators: Operators = {
  Slice: (node, lowering) => node.output(0, slice(node, lowering)),
  Gather: (node, lowering) => gather(node, lowering, node.int('axis', 0)),
  'ai.onnx.ml:ArrayFeatureExtractor': (node, lowering) => gather(node, lowering, -1),
  Split: split,
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
