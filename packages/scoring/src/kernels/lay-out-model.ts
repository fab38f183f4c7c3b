import type { WidthOf } from '../ir/ops/op.ts'
import type { Coefficients, Program } from '../ir/types.ts'
import { validateModel } from '../ir/validate.ts'
import { getKernel } from './kernel-table.ts'
import type { ForestLayout } from './trees/forest-layout.ts'
import { copyMemory } from './wasm/forest-memory.ts'

/** A validated model with everything done that takes long: a scorer of it is made at once. */
export interface LaidOutModel {
  readonly program: Program
  readonly coefficients: Coefficients
  /** Numbers that each value of the program takes for a row. */
  readonly widths: ReadonlyMap<string, number>
  /** By the value that a step gives. */
  readonly layouts: ReadonlyMap<string, ForestLayout>
}

/**
 * Validates a model and lays its trees out for the kernels.
 *
 * @throws Refusal `package-corrupt` when program and coefficients contradict each other
 */
export function layOutModel(program: Program, coefficients: Coefficients): LaidOutModel {
  const widthOf = validateModel(program, coefficients)
  const widths = new Map(program.steps.map(({ out }) => [out, widthOf(out)]))
  return { program, coefficients, widths, layouts: layOutSteps(program, coefficients, widthOf) }
}

function layOutSteps(program: Program, coefficients: Coefficients, widthOf: WidthOf) {
  const layouts = new Map<string, ForestLayout>()
  for (const step of program.steps) {
    const layout = getKernel(step.op).layOut?.(step, { coefficients, widthOf })
    if (layout !== undefined) layouts.set(step.out, layout)
  }
  return layouts
}

/**
 * The model as a message to another thread, which makes a scorer of it with `scorerOf`. What the
 * message lists as memory may go over instead of being copied: nothing else uses it.
 */
export function toMessage(model: LaidOutModel): {
  readonly model: LaidOutModel
  readonly memory: readonly ArrayBuffer[]
} {
  const memory: ArrayBuffer[] = []
  const layouts = new Map<string, ForestLayout>()
  for (const [name, layout] of model.layouts) {
    const copy = copyMemory(layout.memory)
    memory.push(copy.buffer)
    layouts.set(name, { ...layout, memory: copy })
  }
  return { model: { ...model, layouts }, memory }
}
