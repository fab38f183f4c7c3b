import type { TreeArrays } from '../../ir/tree-arrays.ts'

/** The trees of a file, appended one after the other; children and leaves are absolute. */
export class Forest {
  readonly roots: number[] = []
  readonly features: number[] = []
  readonly thresholds: number[] = []
  readonly flags: number[] = []
  readonly left: number[] = []
  readonly right: number[] = []
  readonly leafValues: number[] = []
  /** Ends of the category sets in words; the first set starts at 0. */
  readonly setEnds: number[] = []
  readonly setWords: number[] = []
  readonly leafConstants: number[] = []
  readonly leafEnds: number[] = []
  readonly leafFeatures: number[] = []
  readonly leafCoefficients: number[] = []
  hasLinearLeaves = false
  /** The most that one row may cost: the depths of all trees together. */
  comparisons = 0
  /** Rows of the training data that reached each node and each leaf. */
  readonly nodeCovers: number[] = []
  readonly leafCovers: number[] = []
  hasCovers = true

  toArrays(treesPerIteration: number): TreeArrays {
    return {
      roots: Int32Array.from(this.roots),
      treeSlots: Int32Array.from(this.roots, (_, tree) => tree % treesPerIteration),
      features: Int32Array.from(this.features),
      thresholds: Float64Array.from(this.thresholds),
      flags: Uint8Array.from(this.flags),
      left: Int32Array.from(this.left),
      right: Int32Array.from(this.right),
      leafValues: Float64Array.from(this.leafValues),
      leafCount: this.leafValues.length,
      ...this.#covers(),
      ...this.#categories(),
      ...this.#linear(),
    }
  }

  #covers(): Pick<TreeArrays, 'covers'> {
    if (!this.hasCovers) return {}
    const [nodes, leaves] = [Uint32Array.from(this.nodeCovers), Uint32Array.from(this.leafCovers)]
    return { covers: { nodes, leaves } }
  }

  #categories(): Pick<TreeArrays, 'categories'> {
    if (this.setEnds.length === 0) return {}
    const offsets = Int32Array.from([0, ...this.setEnds])
    return { categories: { offsets, words: Uint32Array.from(this.setWords) } }
  }

  #linear(): Pick<TreeArrays, 'linear'> {
    if (!this.hasLinearLeaves) return {}
    return {
      linear: {
        constants: Float64Array.from(this.leafConstants),
        offsets: Int32Array.from([0, ...this.leafEnds]),
        features: Int32Array.from(this.leafFeatures),
        coefficients: Float64Array.from(this.leafCoefficients),
      },
    }
  }
}
