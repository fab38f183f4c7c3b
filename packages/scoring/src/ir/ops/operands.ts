import { corrupt } from '../../corrupt.ts'
import type { StepFields } from '../step-fields.ts'
import { float64Of } from '../tensors.ts'
import type { Coefficients } from '../types.ts'
import type { StepCheck } from './op.ts'

/** A step whose columns, from the width of its input on, are constants. */
interface WithConstants {
  readonly in: string
  readonly constants?: string
}

export function parseConstants(fields: StepFields): { readonly constants?: string } {
  return fields.has('constants') ? { constants: fields.name('constants') } : {}
}

/** @throws Refusal naming the first operand that is neither a column nor a constant */
export function checkOperands(
  { in: name, constants }: WithConstants,
  operands: Readonly<Record<string, readonly number[]>>,
  { widthOf, coefficients, place }: StepCheck,
): void {
  const count = constants === undefined ? 0 : float64Of(coefficients, constants).length
  const end = widthOf(name) + count
  for (const [key, columns] of Object.entries(operands)) {
    const at = columns.findIndex((column) => column >= end)
    if (at >= 0) throw corrupt(`${place}/${key}/${at}`, String(columns[at]), `less than ${end}`)
  }
}

/** Reads an operand of the row that starts at `from`. */
export function operandReader(
  constants: string | undefined,
  coefficients: Coefficients,
  width: number,
): (x: Float64Array, from: number, operand: number) => number {
  const numbers = constants === undefined ? new Float64Array() : float64Of(coefficients, constants)
  return (x, from, operand) =>
    (operand < width ? x[from + operand] : numbers[operand - width]) as number
}
