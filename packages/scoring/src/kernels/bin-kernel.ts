import { binArrays } from '../ir/ops/bin.ts'
import type { BinStep } from '../ir/types.ts'
import type { Kernel } from './kernel.ts'
import { lowerBound, upperBound } from './lower-bound.ts'

export const binKernel: Kernel<BinStep> = {
  compile: (step, compilation, { data: out }) => {
    const { data, width } = compilation.block(step.in)
    const { offsets, edges } = binArrays(step, compilation.coefficients)
    const columns = Int32Array.from(step.columns)
    const bound = step.upperEdge === 'outside' ? upperBound : lowerBound
    return (count) => {
      let at = 0
      for (let row = 0; row < count; row++) {
        for (let i = 0; i < columns.length; i++) {
          const x = data[row * width + (columns[i] as number)] as number
          const start = offsets[i] as number
          const isMissing = Number.isNaN(x)
          out[at++] = isMissing ? x : bound(edges, start, offsets[i + 1] as number, x) - start
        }
      }
    }
  },
}
