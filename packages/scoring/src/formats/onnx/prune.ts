import type { Model } from '../../ir/builder.ts'
import { getOp } from '../../ir/op-table.ts'
import type { Step } from '../../ir/types.ts'

/** The steps and numbers that an output depends on, in their order. */
export function pruned({ program, coefficients }: Model): Model {
  const read = new Set(Object.values(program.outputs))
  const steps: Step[] = []
  for (const step of program.steps.toReversed()) {
    if (!read.has(step.out) && step.op !== 'input@1') continue
    for (const name of getOp(step.op).inputs(step)) read.add(name)
    steps.push(step)
  }
  steps.reverse()
  const used = new Set(steps.flatMap((step) => getOp(step.op).coefficients(step)))
  return {
    program: { ...program, steps },
    coefficients: new Map([...coefficients].filter(([name]) => used.has(name))),
  }
}
