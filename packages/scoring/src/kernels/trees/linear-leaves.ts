import type { LinearLeaves, TreeArrays } from '../../ir/tree-arrays.ts'
import type { TreeEnsembleStep } from '../../ir/types.ts'

/** Adds the leaf that a row has come to to the sums of the row, which start at `at`. */
export type AddLinearLeaf = (tree: number, leaf: number, row: LinearRow) => void

export interface LinearRow {
  /** The inputs of all rows; those of the row start at `start`. */
  readonly inputs: Float64Array
  start: number
  readonly sums: Float64Array
  at: number
}

/** Linear leaves, term by term in their order. */
export function createLinearAdder(
  { zeroBand, featureType }: TreeEnsembleStep,
  { leafValues, treeSlots, treeWeights }: TreeArrays,
  { constants, offsets, features, coefficients }: LinearLeaves,
): AddLinearLeaf {
  const isFloat = featureType === 'f32'
  // Below every |x|, so that even -0 stays as it is.
  const band = zeroBand > 0 ? zeroBand : -1
  return (tree, leaf, { inputs, start, sums, at }) => {
    let value = constants[leaf] as number
    const end = offsets[leaf + 1] as number
    for (let i = offsets[leaf] as number; i < end; i++) {
      const input = inputs[start + (features[i] as number)] as number
      const seen = isFloat ? Math.fround(input) : input
      const x = Math.abs(seen) <= band ? 0 : seen
      // NaN: the plain value of the leaf stands in.
      if (Number.isNaN(x)) {
        value = leafValues[leaf] as number
        break
      }
      value += (coefficients[i] as number) * x
    }
    const slot = at + (treeSlots[tree] as number)
    const weight = treeWeights?.[tree] ?? 1
    sums[slot] = (sums[slot] as number) + value * weight
  }
}
