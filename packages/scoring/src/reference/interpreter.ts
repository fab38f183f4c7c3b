import { getOp } from '../ir/op-table.ts'
import type { Coefficients, Program } from '../ir/types.ts'

/** Values of one row by name. */
export type RowAnswers = ReadonlyMap<string, Float64Array>

/**
 * Runs a program on one encoded row, step by step, each by its op's own definition. This is what a
 * program means; every faster execution must give the same bits.
 */
export function interpret(
  program: Program,
  coefficients: Coefficients,
  input: Float64Array,
): RowAnswers {
  const values = new Map<string, Float64Array>()
  const value = (name: string): Float64Array => {
    const found = values.get(name)
    if (found === undefined) throw new RangeError(`No step before has made the value ${name}.`)
    return found
  }
  for (const step of program.steps) {
    values.set(step.out, getOp(step.op).execute(step, { input, coefficients, value }))
  }
  return values
}
