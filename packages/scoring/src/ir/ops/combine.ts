import { pow } from '@ratchet-ml/stats'
import { corrupt } from '../../corrupt.ts'
import { type CombineFunction, type CombineStep, combineFunctions } from '../combine-steps.ts'
import { limits } from '../limits.ts'
import { float64Of } from '../tensors.ts'
import { checkOperands, operandReader, parseConstants } from './operands.ts'
import { parseEnds, type RowFunction, rowOp } from './row-op.ts'

/** A function of two numbers, for pairs of columns. */
export const combineOp = rowOp<CombineStep>({
  op: 'combine@1',
  parse: (fields) => ({
    op: 'combine@1',
    ...parseEnds(fields),
    by: fields.oneOf('by', combineFunctions),
    left: fields.integers('left', 0, limits.width - 1),
    right: fields.integers('right', 0, limits.width - 1),
    ...parseConstants(fields),
    round: fields.oneOf('round', ['no', 'f32', 'integer']),
  }),
  coefficients: ({ constants }) => (constants === undefined ? [] : [constants]),
  width: ({ left, right }, _widthOf, place) => {
    if (left.length === right.length) return left.length
    throw corrupt(`${place}/right`, `${right.length} entries`, `${left.length}, as in left`)
  },
  validate: (step, check) => {
    checkOperands(step, { left: step.left, right: step.right }, check)
  },
  prepare: (step, coefficients, width) => {
    const read = operandReader(step.constants, coefficients, width)
    const [left, right] = [Int32Array.from(step.left), Int32Array.from(step.right)]
    const isPlain = left.every((column) => column < width) && right.every((c) => c >= width)
    if (isPlain && step.constants !== undefined) {
      const numbers = float64Of(coefficients, step.constants)
      const own = Float64Array.from(right, (column) => numbers[column - width] as number)
      const fast = withNumbers(step, left, own)
      if (fast !== undefined) return fast
    }
    const [compute, round] = [functions[step.by], roundings[step.round]]
    return (x, from, out, at) => {
      for (let i = 0; i < left.length; i++) {
        const a = read(x, from, left[i] as number)
        out[at + i] = round(compute(a, read(x, from, right[i] as number)))
      }
    }
  },
})

/** What scaling does, in loops of their own: each column and a number, as a double or a single. */
function withNumbers(
  { by, round }: CombineStep,
  columns: Int32Array,
  numbers: Float64Array,
): RowFunction | undefined {
  if (by === 'subtract' && round === 'f32') {
    return (x, from, out, at) => {
      for (let i = 0; i < columns.length; i++) {
        const value = x[from + (columns[i] as number)] as number
        out[at + i] = Math.fround(value - (numbers[i] as number))
      }
    }
  }
  if (by === 'multiply' && round === 'f32') {
    return (x, from, out, at) => {
      for (let i = 0; i < columns.length; i++) {
        const value = x[from + (columns[i] as number)] as number
        out[at + i] = Math.fround(value * (numbers[i] as number))
      }
    }
  }
  return undefined
}

const functions: Readonly<Record<CombineFunction, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  power: pow,
  remainder: (a, b) => a % b,
  smallest: Math.min,
  largest: Math.max,
  equal: (a, b) => (a === b ? 1 : 0),
  less: (a, b) => (a < b ? 1 : 0),
  lessOrEqual: (a, b) => (a <= b ? 1 : 0),
  and: (a, b) => (a !== 0 && b !== 0 ? 1 : 0),
  or: (a, b) => (a !== 0 || b !== 0 ? 1 : 0),
}

const roundings: Readonly<Record<CombineStep['round'], (x: number) => number>> = {
  no: (x) => x,
  f32: Math.fround,
  integer: (x) => 0 + Math.trunc(x),
}
