import { columnsOf } from '../lower/lowering.ts'
import type { NodeReader } from '../lower/node-reader.ts'
import type { Operators } from '../lower/operator.ts'
import { type ConstantValue, sizeOf } from '../lower/value.ts'
import type { ElementType } from '../types.ts'

/** What does not depend on a row's numbers. */
export const constantOperators: Operators = {
  Constant: (node) => node.output(0, constantOf(node)),
  Shape: (node) => {
    const x = node.input(0)
    if (x.kind === 'shape') throw node.refuse('the shape of a shape', 'that of a tensor')
    if (x.kind === 'constant') {
      node.output(0, { kind: 'shape', lengths: x.dims })
      return
    }
    node.output(0, { kind: 'shape', lengths: ['rows', ...node.columns(0).shape] })
  },
  ConstantOfShape: (node, lowering) => {
    const shape = node.input(0)
    const value = node.tensor('value')
    const number = value === undefined ? 0 : (value.numbers[0] ?? Number.NaN)
    const element = value?.element ?? 'float'
    if (shape.kind !== 'shape' || shape.lengths[0] !== 'rows') {
      throw node.refuse('a constant of a given shape', 'one for every row')
    }
    const rest = shape.lengths.slice(1).map(Number)
    const columns = Array.from({ length: sizeOf(rest) }, () => lowering.rowWidth)
    const name = lowering.step({
      ...{ op: 'combine@1', in: lowering.row, by: 'largest', left: columns, right: columns },
      ...{ constants: lowering.numbers(Float64Array.of(number)), round: 'no' },
    })
    node.output(0, columnsOf(name, element, rest))
  },
}

const single: readonly (readonly [key: string, element: ElementType])[] = [
  ['value_float', 'float'],
  ['value_int', 'int64'],
]

function constantOf(node: NodeReader): ConstantValue {
  const tensor = node.tensor('value')
  if (tensor !== undefined) return tensor
  for (const [key, element] of single) {
    if (!node.has(key)) continue
    const number = element === 'float' ? node.float(key) : node.int(key)
    return { kind: 'constant', element, dims: [], numbers: Float64Array.of(number) }
  }
  const [floats, ints, texts] = [
    node.floats('value_floats'),
    node.ints('value_ints'),
    node.texts('value_strings'),
  ]
  if (texts.length > 0) {
    const numbers = new Float64Array()
    return { kind: 'constant', element: 'string', dims: [texts.length], numbers, texts }
  }
  const numbers = floats.length > 0 ? floats : Float64Array.from(ints)
  const element = floats.length > 0 ? 'float' : 'int64'
  if (numbers.length > 0) return { kind: 'constant', element, dims: [numbers.length], numbers }
  throw node.refuse('a constant of another kind', 'numbers or texts')
}
