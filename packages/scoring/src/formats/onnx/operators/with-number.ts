import type { CombineFunction } from '../../../ir/numeric-steps.ts'
import type { Lowering } from '../lower/lowering.ts'

/** A function of every column and one number. */
export function withNumber(
  lowering: Lowering,
  name: string,
  width: number,
  by: CombineFunction,
  number: number,
): string {
  const left = Array.from({ length: width }, (_, i) => i)
  const constants = lowering.numbers(Float64Array.of(number))
  const right = left.map(() => width)
  return lowering.step({ op: 'combine@1', in: name, by, left, right, constants, round: 'no' })
}
