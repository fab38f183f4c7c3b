import { float64Of } from '../ir/tensors.ts'
import type { ImputeStep } from '../ir/types.ts'
import type { Kernel } from './kernel.ts'

export const imputeKernel: Kernel<ImputeStep> = {
  compile: (step, compilation, { data: out }) => {
    const { data, width } = compilation.block(step.in)
    const values = float64Of(compilation.coefficients, step.values)
    const columns = Int32Array.from(step.columns)
    return (count) => {
      let at = 0
      for (let row = 0; row < count; row++) {
        for (let i = 0; i < columns.length; i++) {
          const x = data[row * width + (columns[i] as number)] as number
          out[at++] = Number.isNaN(x) ? (values[i] as number) : x
        }
      }
    }
  },
}
