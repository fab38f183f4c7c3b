import { float64Of } from '../ir/tensors.ts'
import type { ScaleStep } from '../ir/types.ts'
import type { Kernel } from './kernel.ts'
import { sparseScale } from './text/sparse-ops.ts'

export const scaleKernel: Kernel<ScaleStep> = {
  ...sparseScale,
  compile: (step, compilation, { data: out }) => {
    const { data, width } = compilation.block(step.in)
    const center = float64Of(compilation.coefficients, step.center)
    const scale = float64Of(compilation.coefficients, step.scale)
    const columns = Int32Array.from(step.columns)
    return (count) => {
      let at = 0
      for (let row = 0; row < count; row++) {
        for (let i = 0; i < columns.length; i++) {
          const x = data[row * width + (columns[i] as number)] as number
          out[at++] = (x - (center[i] as number)) / (scale[i] as number)
        }
      }
    }
  },
}
