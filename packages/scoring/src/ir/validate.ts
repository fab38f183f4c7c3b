import { corrupt } from '../corrupt.ts'
import { bindValues } from './bindings.ts'
import { getOp } from './op-table.ts'
import type { WidthOf } from './ops/op.ts'
import { placeOf } from './tensors.ts'
import type { Coefficients, Program } from './types.ts'

/**
 * Program and coefficients against each other: shapes and types, every index in bounds, trees
 * without cycles and of bounded depth, no NaN, no coefficient that nothing reads. What passes can be
 * executed on any row without a further check.
 *
 * @returns the width of every value of the program
 * @throws Refusal `package-corrupt`
 */
export function validateModel(program: Program, coefficients: Coefficients): WidthOf {
  const widthOf = bindValues(program, 'program.json#')
  const used = new Set<string>()
  program.steps.forEach((step, i) => {
    const op = getOp(step.op)
    op.validate(step, { widthOf, coefficients, place: `program.json#/steps/${i}` })
    for (const name of op.coefficients(step)) used.add(name)
  })
  for (const name of coefficients.keys()) {
    if (!used.has(name))
      throw corrupt(placeOf(name), 'a coefficient', 'only ones that a step reads')
  }
  return widthOf
}
