import { columnsOf, type Lowering, widthOf } from '../lower/lowering.ts'
import type { NodeReader } from '../lower/node-reader.ts'
import type { Operators } from '../lower/operator.ts'
import { type ColumnsValue, sizeOf, type TurnedValue, type Value } from '../lower/value.ts'
import { toAxis } from './axes.ts'
import { taken } from './places.ts'

/** Several tensors as one. */
export const joiningOperators: Operators = {
  Concat: (node, lowering) => node.output(0, stack(node, lowering) ?? concat(node, lowering)),
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
