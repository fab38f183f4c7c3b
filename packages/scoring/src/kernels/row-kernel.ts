import type { RowOp, RowStep } from '../ir/ops/row-op.ts'
import type { Kernel } from './kernel.ts'

/** The execution of an op that is defined row by row: its own definition, prepared once. */
export function rowKernel<S extends RowStep>(op: RowOp<S>): Kernel<S> {
  return {
    compile: (step, compilation, out) => {
      const { data, width } = compilation.block(step.in)
      const compute = op.prepare(step, compilation.coefficients, width)
      return (count) => {
        for (let row = 0; row < count; row++) compute(data, row * width, out.data, row * out.width)
      }
    },
  }
}
