import { ModelBuilder } from '../../../ir/builder.ts'
import { interpret } from '../../../reference/interpreter.ts'
import { columnsOf, Lowering } from './lowering.ts'
import { NodeReader } from './node-reader.ts'
import type { Operator } from './operator.ts'
import { type ConstantValue, sizeOf } from './value.ts'

/** Operators whose results are the same whatever stands before the dimensions of their inputs. */
const elementwise: ReadonlySet<string> = new Set([
  ...['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Abs', 'Neg', 'Exp', 'Log', 'Sqrt', 'Reciprocal'],
  ...['Floor', 'Ceil', 'Round', 'Sign', 'Less', 'Greater', 'Equal', 'Not', 'And', 'Or'],
])
const reductions: Readonly<Record<string, (a: number, b: number) => number>> = {
  ReduceSum: (a, b) => a + b,
  ReduceMax: Math.max,
  ReduceMin: Math.min,
}
const mostNumbers = 1_000_000

/**
 * Computes a node of constants at once: as a program of one row, which holds the largest of them.
 *
 * @returns whether it has
 */
export function foldConstants(node: NodeReader, operator: Operator | undefined): boolean {
  const inputs = Array.from({ length: node.inputCount }, (_, i) => node.find(i))
  const constants = inputs.filter((value) => value?.kind === 'constant' && !value.texts)
  if (inputs.length === 0 || constants.length !== inputs.length || !operator) return false
  // Every input is a constant of numbers.
  const all = constants as readonly ConstantValue[]
  const op = node.node.op
  const reduction = Object.hasOwn(reductions, op) ? reductions[op] : undefined
  if (reduction !== undefined) return reduce(node, all, reduction)
  if (!elementwise.has(op)) return false
  const widest = all.reduce((a, b) => (sizeOf(b.dims) > sizeOf(a.dims) ? b : a))
  const size = sizeOf(widest.dims)
  if (size < 1 || size > mostNumbers) return false
  if (all.some(({ dims }) => dims.length > widest.dims.length)) return false
  const lowering = new Lowering(new ModelBuilder(), size)
  for (const [i, value] of all.entries()) {
    const row = { ...columnsOf(lowering.row, value.element, value.dims), isRounded: true }
    lowering.values.set(node.node.inputs[i] ?? '', value === widest ? row : value)
  }
  operator(new NodeReader(node.node, node.opset, lowering), lowering)
  const made = lowering.values.get(node.node.outputs[0] ?? '')
  if (made?.kind !== 'columns') return false
  const { program, coefficients } = lowering.builder.build({ raw: made.name })
  const numbers = interpret(program, coefficients, widest.numbers).get(made.name)
  if (numbers === undefined) return false
  const { element, shape } = made
  node.output(0, { kind: 'constant', element, dims: shape, numbers: Float64Array.from(numbers) })
  return true
}

/** Along the first axis, or all. */
function reduce(
  node: NodeReader,
  [data, axes]: readonly ConstantValue[],
  by: (a: number, b: number) => number,
): boolean {
  if (data === undefined || node.int('noop_with_empty_axes', 0) !== 0) return false
  const { dims, numbers, element } = data
  const given = node.has('axes') ? node.ints('axes') : [...(axes?.numbers ?? [])]
  const isFirst = given.length === 1 && (given[0] === 0 || given[0] === -dims.length)
  const isAll = given.length === 0 || (isFirst && dims.length === 1)
  if (!isAll && !isFirst) return false
  const keeps = node.int('keepdims', 1) !== 0
  const rest = isAll ? [] : dims.slice(1)
  const width = sizeOf(rest)
  const made = Float64Array.from({ length: width }, (_, k) => {
    const column = Array.from(numbers).filter((_number, i) => i % width === k)
    return column.length === 0 ? 0 : column.reduce(by)
  })
  const ones = keeps ? dims.slice(0, dims.length - rest.length).map(() => 1) : []
  const rounded = element === 'float' ? made.map(Math.fround) : made
  node.output(0, { kind: 'constant', element, dims: [...ones, ...rest], numbers: rounded })
  return true
}
