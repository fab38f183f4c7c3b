import type { TreeArrays } from '../../ir/tree-arrays.ts'
import { GrowingArray } from './growing-array.ts'

/** The trees of a file, appended one after the other; children and leaves are absolute. */
export class Forest {
  readonly roots = integers()
  readonly features = integers()
  readonly thresholds = doubles()
  readonly flags = new GrowingArray((length) => new Uint8Array(length))
  readonly left = integers()
  readonly right = integers()
  readonly leafValues = doubles()
  /** How much of the training data reached each node and each leaf; see {@link appendCover}. */
  readonly #covers = { nodes: floats(), leaves: floats() }
  #hasCovers = true
  /** Ends of the category sets in words; the first set starts at 0. */
  readonly setEnds = integers()
  readonly setWords = new GrowingArray((length) => new Uint32Array(length))
  /** Numbers of a leaf, the same for all trees; 0 while there is no tree. */
  leafWidth = 0
  /** The most that one row may cost: the depths of all trees together. */
  comparisons = 0
  readonly #nodeEnds = integers()
  readonly #leafEnds = integers()
  readonly #treeSetEnds = integers()

  /** Where one is not known or not finite, the forest has no covers. */
  appendCover(of: 'nodes' | 'leaves', cover = Number.NaN): void {
    const float = Math.fround(cover)
    if (!Number.isFinite(float)) this.#hasCovers = false
    this.#covers[of].push(float)
  }

  /** Closes the tree whose nodes, leaves and sets were appended last. */
  endTree(root: number): void {
    this.roots.push(root)
    this.#nodeEnds.push(this.features.length)
    this.#leafEnds.push(this.leafValues.length)
    this.#treeSetEnds.push(this.setEnds.length)
  }

  /** The first tree that asks for a feature at or beyond `featureCount`, and the feature. */
  findFeatureBeyond(featureCount: number): { tree: number; feature: number } | undefined {
    let tree = 0
    for (let node = 0; node < this.features.length; node++) {
      const feature = this.features.at(node)
      if (feature < featureCount) continue
      while (this.#nodeEnds.at(tree) <= node) tree += 1
      return { tree, feature }
    }
    return undefined
  }

  /** Whether a node tests categories of a feature, by feature. */
  categoryFeatures(): ReadonlySet<number> {
    const found = new Set<number>()
    for (let node = 0; node < this.features.length; node++) {
      if ((this.flags.at(node) & 1) === 1) found.add(this.features.at(node))
    }
    return found
  }

  /** The first `trees` trees. @param slots the slot of each */
  finish(slots: Int32Array, trees: number): TreeArrays {
    const leafWidth = Math.max(1, this.leafWidth)
    const nodes = trees === 0 ? 0 : this.#nodeEnds.at(trees - 1)
    const leaves = trees === 0 ? 0 : this.#leafEnds.at(trees - 1)
    return {
      roots: this.roots.finish(trees),
      treeSlots: slots.slice(0, trees),
      features: this.features.finish(nodes),
      thresholds: this.thresholds.finish(nodes),
      flags: this.flags.finish(nodes),
      left: this.left.finish(nodes),
      right: this.right.finish(nodes),
      leafValues: this.leafValues.finish(leaves),
      leafCount: leaves / leafWidth,
      ...(this.#hasCovers && {
        covers: {
          nodes: this.#covers.nodes.finish(nodes),
          leaves: this.#covers.leaves.finish(leaves / leafWidth),
        },
      }),
      ...this.#categories(trees),
    }
  }

  #categories(trees: number): Pick<TreeArrays, 'categories'> {
    const sets = trees === 0 ? 0 : this.#treeSetEnds.at(trees - 1)
    if (sets === 0) return {}
    const offsets = new Int32Array(sets + 1)
    offsets.set(this.setEnds.finish(sets), 1)
    return { categories: { offsets, words: this.setWords.finish(offsets[sets] as number) } }
  }
}

function integers(): GrowingArray<Int32Array> {
  return new GrowingArray((length) => new Int32Array(length))
}

function floats(): GrowingArray<Float32Array> {
  return new GrowingArray((length) => new Float32Array(length))
}

function doubles(): GrowingArray<Float64Array> {
  return new GrowingArray((length) => new Float64Array(length))
}
