import { float64Of } from '../ir/tensors.ts'
import type { ImputeStep } from '../ir/types.ts'
import type { Kernel } from './kernel.ts'

export const imputeKernel: Kernel<ImputeStep> = {
  compile: (step, compilation, { data: out }) => {
    const { data, width } = compilation.block(step.in)
    const values = float64Of(compilation.coefficients, step.values)
    const columns = Int32Array.from(step.columns)
    const isWhole = columns.length === width && columns.every((column, i) => column === i)
    if (isWhole) return (count) => imputeAll(data, values, out, count)
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

/** The same where every column is kept in its place. */
function imputeAll(
  data: Float64Array,
  values: Float64Array,
  out: Float64Array,
  count: number,
): void {
  let at = 0
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < values.length; i++) {
      const x = data[at] as number
      out[at++] = Number.isNaN(x) ? (values[i] as number) : x
    }
  }
}
