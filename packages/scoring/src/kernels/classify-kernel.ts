import { indexOfLargest } from '../ir/ops/classify.ts'
import type { ClassifyStep } from '../ir/types.ts'
import type { Kernel } from './kernel.ts'

export const classifyKernel: Kernel<ClassifyStep> = {
  compile: (step, compilation, { data: out }) => {
    const { data, width } = compilation.block(step.in)
    return (count) => {
      for (let row = 0; row < count; row++) out[row] = indexOfLargest(data, row * width, width)
    }
  },
}
