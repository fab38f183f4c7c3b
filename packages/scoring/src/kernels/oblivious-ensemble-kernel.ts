import { type ObliviousArrays, obliviousArrays } from '../ir/ops/oblivious-ensemble.ts'
import type { ObliviousEnsembleStep } from '../ir/types.ts'
import type { Kernel } from './kernel.ts'

/**
 * Values become singles once a row. Where NaN is above every border, Infinity stands in for it, since
 * borders are finite; elsewhere NaN compares as it should. So a split is one comparison.
 */
export const obliviousEnsembleKernel: Kernel<ObliviousEnsembleStep> = {
  compile: (step, compilation, { data: out }) => {
    const { data, width } = compilation.block(step.in)
    const trees = obliviousArrays(step, compilation.coefficients)
    const firstLeaves = firstLeavesOf(trees.offsets)
    const singles = new Float32Array(width)
    const { slots } = step
    return (count) => {
      out.fill(0, 0, count * slots)
      for (let row = 0; row < count; row++) {
        for (let j = 0; j < width; j++) {
          const x = data[row * width + j] as number
          const isAbove = trees.missing[j] === 1 && Number.isNaN(x)
          singles[j] = isAbove ? Number.POSITIVE_INFINITY : x
        }
        addTrees(trees, firstLeaves, singles, { sums: out, at: row * slots, slots })
      }
    }
  },
}

/** Number of the first leaf of each tree. */
function firstLeavesOf(offsets: Int32Array): Int32Array {
  const first = new Int32Array(offsets.length)
  for (let tree = 0; tree + 1 < offsets.length; tree++) {
    const splits = (offsets[tree + 1] as number) - (offsets[tree] as number)
    first[tree + 1] = (first[tree] as number) + (1 << splits)
  }
  return first
}

function addTrees(
  { offsets, features, borders, leafValues }: ObliviousArrays,
  firstLeaves: Int32Array,
  singles: Float32Array,
  { sums, at, slots }: { sums: Float64Array; at: number; slots: number },
): void {
  for (let tree = 0; tree + 1 < offsets.length; tree++) {
    const start = offsets[tree] as number
    const splits = (offsets[tree + 1] as number) - start
    let leaf = firstLeaves[tree] as number
    for (let bit = 0; bit < splits; bit++) {
      const x = singles[features[start + bit] as number] as number
      leaf += +(x > (borders[start + bit] as number)) << bit
    }
    const from = leaf * slots
    for (let k = 0; k < slots; k++) {
      sums[at + k] = (sums[at + k] as number) + (leafValues[from + k] as number)
    }
  }
}
