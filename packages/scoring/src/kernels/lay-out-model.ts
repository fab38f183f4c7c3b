import { getOp } from '../ir/op-table.ts'
import type { WidthOf } from '../ir/ops/op.ts'
import type { Coefficients, Program } from '../ir/types.ts'
import { validateModel } from '../ir/validate.ts'
import { getKernel } from './kernel-table.ts'
import { ColumnTracer } from './trees/folded/trace-column.ts'
import type { ForestLayout } from './trees/forest-layout.ts'
import { copyMemory, openMemory } from './wasm/forest-memory.ts'
import type { MemoryPool } from './wasm/memory-pool.ts'

/** A validated model with everything done that takes long: a scorer of it is made at once. */
export interface LaidOutModel {
  readonly program: Program
  /** Those that are in no layout. */
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
  const layouts = layOutSteps(program, coefficients, widthOf)
  return { program, coefficients: withoutLaidOut(program, coefficients, layouts), widths, layouts }
}

function layOutSteps(program: Program, coefficients: Coefficients, widthOf: WidthOf) {
  const layouts = new Map<string, ForestLayout>()
  const tracer = new ColumnTracer(program, coefficients, widthOf)
  for (const step of program.steps) {
    const layout = getKernel(step.op).layOut?.(step, { coefficients, widthOf, tracer })
    if (layout !== undefined) layouts.set(step.out, layout)
  }
  return layouts
}

function withoutLaidOut(
  program: Program,
  coefficients: Coefficients,
  layouts: LaidOutModel['layouts'],
): Coefficients {
  const others = program.steps.filter(({ out }) => layouts.get(out)?.kind !== 'plain')
  const names = new Set(others.flatMap((step) => getOp(step.op).coefficients(step)))
  return new Map([...coefficients].filter(([name]) => names.has(name)))
}

/**
 * The model as a message to another thread. What the message lists as memory may go over instead of
 * being copied: nothing else uses it. Whoever gets the message opens it once.
 */
export function toMessage(model: LaidOutModel): {
  readonly model: LaidOutModel
  readonly memory: readonly ArrayBuffer[]
} {
  const memory: ArrayBuffer[] = []
  const sent = withLayouts(model, (layout) => {
    const copy = copyMemory(layout.memory)
    memory.push(copy.buffer)
    return { ...layout, memory: copy }
  })
  return { model: sent, memory }
}

/** The model of a message, in memory of the pool until it is closed. */
export function openModel(model: LaidOutModel, pool: MemoryPool): LaidOutModel {
  return withLayouts(model, (layout) => ({ ...layout, memory: openMemory(layout.memory, pool) }))
}

/** Gives the memory of a model to the pool; its scorers throw from now on. */
export function closeModel({ layouts }: LaidOutModel, pool: MemoryPool): void {
  for (const { memory } of layouts.values()) if (!(memory instanceof Uint8Array)) pool.give(memory)
}

function withLayouts(
  model: LaidOutModel,
  change: (layout: ForestLayout) => ForestLayout,
): LaidOutModel {
  const layouts = new Map([...model.layouts].map(([name, layout]) => [name, change(layout)]))
  return { ...model, layouts }
}
