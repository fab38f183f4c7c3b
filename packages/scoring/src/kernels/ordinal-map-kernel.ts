import { ordinalMapArrays } from '../ir/ops/ordinal-map.ts'
import type { OrdinalMapStep } from '../ir/types.ts'
import type { Kernel } from './kernel.ts'
import { lowerBound } from './lower-bound.ts'

export const ordinalMapKernel: Kernel<OrdinalMapStep> = {
  compile: (step, compilation, { data: out }) => {
    const { data, width } = compilation.block(step.in)
    const arrays = ordinalMapArrays(step, compilation.coefficients)
    const { offsets, keys, values, fallback, missing } = arrays
    const columns = Int32Array.from(step.columns)
    return (count) => {
      let at = 0
      for (let row = 0; row < count; row++) {
        for (let i = 0; i < columns.length; i++) {
          const x = data[row * width + (columns[i] as number)] as number
          const end = offsets[i + 1] as number
          const found = lowerBound(keys, offsets[i] as number, end, x)
          const isKey = found < end && keys[found] === x
          const other = (Number.isNaN(x) ? missing[i] : fallback[i]) as number
          out[at++] = isKey ? (values[found] as number) : other
        }
      }
    }
  },
}
