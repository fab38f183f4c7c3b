import type { AggregateStep } from '../ir/types.ts'
import type { Block, Kernel, RunStep } from './kernel.ts'

export const aggregateKernel: Kernel<AggregateStep> = {
  compile: ({ in: name, members, by }, compilation, out) => {
    const source = compilation.block(name)
    if (by === 'sum' || by === 'mean') return addMembers(source, out, members, by === 'mean')
    return pickMember(source, out, members, by === 'largest')
  },
}

function addMembers(source: Block, out: Block, members: number, isMean: boolean): RunStep {
  const { data } = source
  const { data: sums, width } = out
  return (count) => {
    sums.fill(0, 0, count * width)
    for (let row = 0; row < count; row++) {
      const at = row * width
      for (let member = 0; member < members; member++) {
        const from = row * source.width + member * width
        for (let k = 0; k < width; k++) {
          sums[at + k] = (sums[at + k] as number) + (data[from + k] as number)
        }
      }
      if (isMean) for (let k = 0; k < width; k++) sums[at + k] = (sums[at + k] as number) / members
    }
  }
}

function pickMember(source: Block, out: Block, members: number, isLargest: boolean): RunStep {
  const { data } = source
  const { data: best, width } = out
  const pick = isLargest ? Math.max : Math.min
  return (count) => {
    for (let row = 0; row < count; row++) {
      for (let k = 0; k < width; k++) {
        const from = row * source.width + k
        let found = data[from] as number
        for (let m = 1; m < members; m++) found = pick(found, data[from + m * width] as number)
        best[row * width + k] = found
      }
    }
  }
}
