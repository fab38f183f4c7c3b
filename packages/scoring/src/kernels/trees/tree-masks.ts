import type { NormalForest } from './normal-forest.ts'

/** Leaves that a tree may have: their places are bytes. */
export const mostLeaves = 256

/**
 * A tree as the tests of its nodes: leaves in a row, and for each node the leaves that it rules out
 * when its test fails. Overwritten by the next tree.
 */
export interface TreeMasks {
  /** Leaf by place. */
  readonly leaves: Int32Array
  leafCount: number
  readonly tests: Int32Array
  /** Per test: first and behind the last of the places ruled out. */
  readonly from: Int32Array
  readonly to: Int32Array
  /** Per test: 1 when it fails on the way left instead of right. */
  readonly flips: Uint8Array
  testCount: number
}

/** Lays trees out one by one in the same arrays. Where subtrees are shared, each path counts. */
export class TreeMasker implements TreeMasks {
  readonly leaves = new Int32Array(mostLeaves)
  leafCount = 0
  readonly tests = new Int32Array(mostLeaves)
  readonly from = new Int32Array(mostLeaves)
  readonly to = new Int32Array(mostLeaves)
  readonly flips = new Uint8Array(mostLeaves)
  testCount = 0

  readonly #forest: Pick<NormalForest, 'left' | 'right'>
  // Places of a tree with its shared subtrees written out, parents before their children.
  readonly #nodes = new Int32Array(2 * mostLeaves)
  readonly #parents = new Int32Array(2 * mostLeaves)
  readonly #lefts = new Int32Array(2 * mostLeaves)
  readonly #rights = new Int32Array(2 * mostLeaves)
  readonly #sizes = new Int32Array(2 * mostLeaves)
  readonly #starts = new Int32Array(2 * mostLeaves)
  #count = 0

  constructor(forest: Pick<NormalForest, 'left' | 'right'>) {
    this.#forest = forest
  }

  /** Leaves of a tree; `undefined` when there are more than places. */
  countLeaves(root: number): number | undefined {
    return this.#writeOut(root) ? (this.#count + 1) / 2 : undefined
  }

  /** Makes the fields those of a tree that fits. */
  layOut(root: number): void {
    this.#writeOut(root)
    this.#measure()
    this.#place()
  }

  #writeOut(root: number): boolean {
    this.#nodes[0] = root
    this.#count = 1
    for (let i = 0; i < this.#count; i++) {
      const node = this.#nodes[i] as number
      if (node < 0) continue
      if (this.#count + 2 > 2 * mostLeaves - 1) return false
      this.#lefts[i] = this.#append(this.#forest.left[node] as number, i)
      this.#rights[i] = this.#append(this.#forest.right[node] as number, i)
    }
    return true
  }

  #append(node: number, parent: number): number {
    this.#nodes[this.#count] = node
    this.#parents[this.#count] = parent
    return this.#count++
  }

  /** Leaves below each place. */
  #measure(): void {
    const sizes = this.#sizes.fill(0, 0, this.#count)
    for (let i = this.#count - 1; i >= 0; i--) {
      if ((this.#nodes[i] as number) < 0) sizes[i] = 1
      const parent = this.#parents[i] as number
      if (i > 0) sizes[parent] = (sizes[parent] as number) + (sizes[i] as number)
    }
  }

  /** The smaller side of a node comes first, as its leaves are those a failed test rules out. */
  #place(): void {
    this.leafCount = 0
    this.testCount = 0
    this.#starts[0] = 0
    for (let i = 0; i < this.#count; i++) {
      const node = this.#nodes[i] as number
      const start = this.#starts[i] as number
      if (node < 0) {
        this.leaves[start] = ~node
        this.leafCount++
        continue
      }
      const [left, right] = [this.#lefts[i] as number, this.#rights[i] as number]
      const flips = (this.#sizes[right] as number) < (this.#sizes[left] as number)
      const [first, second] = flips ? [right, left] : [left, right]
      const middle = start + (this.#sizes[first] as number)
      this.#starts[first] = start
      this.#starts[second] = middle
      this.tests[this.testCount] = node
      this.from[this.testCount] = start
      this.to[this.testCount] = middle
      this.flips[this.testCount++] = flips ? 1 : 0
    }
  }
}
