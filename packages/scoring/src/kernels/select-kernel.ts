import type { SelectStep } from '../ir/types.ts'
import type { Kernel } from './kernel.ts'
import { sparseSelect } from './text/sparse-ops.ts'

export const selectKernel: Kernel<SelectStep> = {
  ...sparseSelect,
  compile: (step, compilation, { data: out }) => {
    const { data, width } = compilation.block(step.in)
    const columns = Int32Array.from(step.columns)
    return (count) => {
      let at = 0
      for (let row = 0; row < count; row++) {
        for (let i = 0; i < columns.length; i++) {
          out[at++] = data[row * width + (columns[i] as number)] as number
        }
      }
    }
  },
}
