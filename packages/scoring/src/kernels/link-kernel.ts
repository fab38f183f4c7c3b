import { complementOf, toLinkFunction } from '../ir/links.ts'
import type { LinkStep } from '../ir/types.ts'
import type { Kernel } from './kernel.ts'

export const linkKernel: Kernel<LinkStep> = {
  compile: ({ in: name, link, divisor, complement }, compilation, { data: out }) => {
    const { data, width } = compilation.block(name)
    const apply = toLinkFunction(link)
    const means = new Float64Array(width)
    const margins = { data: means, start: 0, width }
    return (count) => {
      for (let row = 0; row < count; row++) {
        for (let i = 0; i < width; i++) means[i] = (data[row * width + i] as number) / divisor
        if (complement) {
          apply(margins, out, 2 * row + 1)
          out[2 * row] = complementOf(link, out[2 * row + 1] as number)
        } else {
          apply(margins, out, row * width)
        }
      }
    }
  },
}
