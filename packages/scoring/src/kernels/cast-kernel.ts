import { castNumber } from '../ir/ops/cast.ts'
import type { CastStep } from '../ir/types.ts'
import type { Kernel } from './kernel.ts'
import { sparseCast } from './text/sparse-ops.ts'

export const castKernel: Kernel<CastStep> = {
  ...sparseCast,
  compile: ({ in: name, to }, compilation, { data: out }) => {
    const { data, width } = compilation.block(name)
    return (count) => {
      const end = count * width
      for (let i = 0; i < end; i++) out[i] = castNumber(data[i] as number, to)
    }
  },
}
