import type { ThresholdStep } from '../ir/types.ts'
import type { Kernel } from './kernel.ts'
import { sparseThreshold } from './text/sparse-ops.ts'

export const thresholdKernel: Kernel<ThresholdStep> = {
  ...sparseThreshold,
  compile: ({ in: name, bound, orEqual }, compilation, { data: out }) => {
    const { data, width } = compilation.block(name)
    return (count) => {
      const end = count * width
      if (orEqual) for (let i = 0; i < end; i++) out[i] = +((data[i] as number) >= bound)
      else for (let i = 0; i < end; i++) out[i] = +((data[i] as number) > bound)
    }
  },
}
