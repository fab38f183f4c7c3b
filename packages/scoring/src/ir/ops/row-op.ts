import type { StepFields } from '../step-fields.ts'
import type { Coefficients, Step } from '../types.ts'
import type { Op } from './op.ts'

/** Computes the value of one row: reads `x` from `from` on and writes `out` from `at` on. */
export type RowFunction = (x: Float64Array, from: number, out: Float64Array, at: number) => void

/** A step that makes one value of one other. */
export type RowStep = Extract<Step, { readonly in: string }>

/** An op whose definition on a row is what the kernel runs too, with its numbers looked up once. */
export interface RowOp<S extends RowStep> extends Op<S> {
  prepare(step: S, coefficients: Coefficients, inputWidth: number): RowFunction
}

/** Completes an op of one input that is defined row by row. */
export function rowOp<S extends RowStep>(parts: Omit<RowOp<S>, 'inputs' | 'execute'>): RowOp<S> {
  return {
    ...parts,
    inputs: (step) => [step.in],
    execute: (step, row) => {
      const x = row.value(step.in)
      const out = new Float64Array(parts.width(step, () => x.length, ''))
      parts.prepare(step, row.coefficients, x.length)(x, 0, out, 0)
      return out
    },
  }
}

/** The names of a step's input and of its value. */
export function parseEnds(fields: StepFields): { readonly in: string; readonly out: string } {
  return { in: fields.name('in'), out: fields.name('out') }
}
