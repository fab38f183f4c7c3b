import { getOp } from '../ir/op-table.ts'
import type { Coefficients, Program } from '../ir/types.ts'
import { textsOf } from '../rows/row-texts.ts'

/** Values of one row by name. */
export type RowAnswers = ReadonlyMap<string, Float64Array>

/**
 * Runs a program on one encoded row, step by step, each by its op's own definition. This is what a
 * program means; every faster execution must give the same bits.
 *
 * @param texts of the row, where it was copied without them
 */
export function interpret(
  program: Program,
  coefficients: Coefficients,
  input: Float64Array,
  texts = textsOf(input),
): RowAnswers {
  const values = new Map<string, Float64Array>()
  const value = (name: string): Float64Array => {
    const found = values.get(name)
    if (found === undefined) throw new RangeError(`No step before has made the value ${name}.`)
    return found
  }
  for (const step of program.steps) {
    values.set(step.out, getOp(step.op).execute(step, { input, texts, coefficients, value }))
  }
  return values
}
