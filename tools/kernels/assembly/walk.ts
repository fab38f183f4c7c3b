import { any, codeRows } from './categories'
import { seeRows } from './columns'
import { Forest } from './forest'
import { addTo, startSums } from './sums'

// Trees of any size, walked node by node, eight walks side by side, as each waits for memory most of
// its time. A node is 16 bytes: f64 threshold, u32 address of its column, u32 address of its two
// children, which lie side by side. A leaf leads back to itself: it holds its value where a threshold
// would be, and sees a column of -Infinity, which is at or below every value. So a walk takes as many
// steps as its tree is deep and asks nothing on the way.

/** Steps after which a walk that no longer moves may end. */
const patience: u32 = 8

/** The node behind a test; `row` is the place of the row in every column. */
function step(node: usize, row: usize): usize {
  const x = load<f64>(<usize>load<u32>(node, 8) + row)
  return <usize>load<u32>(node, 12) + select<usize>(0, 16, x <= load<f64>(node))
}

/**
 * As `step`, in a forest that tests categories, without a branch either. A category node has the
 * highest bit of its column set, and for a threshold u32 address of its set, u32 words of the set,
 * behind which lie a word of zeros and one of ones. Its column is NaN to a number's question, and
 * number nodes ask the zeros at address 0 for theirs.
 */
function stepAny(node: usize, row: usize): usize {
  const column = load<i32>(node, 8)
  const at = <usize>(column & 0x7fffffff) + row
  const isLow = <u32>(load<f64>(at) <= load<f64>(node))
  const mask = <u32>(column >> 31)
  const code = load<u32>(at)
  const word = min<u32>(code >> 5, load<u32>(node, 4) & mask) + <u32>(code === any)
  const bits = load<u32>(<usize>(load<u32>(node) & mask) + ((<usize>word) << 2))
  const isIn = (bits >> (code & 31)) & 1
  return <usize>load<u32>(node, 12) + ((<usize>(1 - (isLow | isIn))) << 4)
}

/** A tree's record is 24 bytes: u32 root, u32 depth, u32 slot, 4 unused, f64 weight. */
export const treeBytes: usize = 24

/** Adds what a leaf holds, times the tree's weight, to the tree's slot or to all. */
function addLeaf(tree: usize, leaf: usize, row: usize, forest: Forest): void {
  const isFloat = forest.addsFloats != 0
  const weight = load<f64>(tree, 16)
  const width: usize = forest.leafWidth
  let sum = <usize>forest.sums + ((<usize>load<u32>(tree, 8)) << (3 + forest.shift)) + row
  // A leaf of several numbers holds its place among the leaves.
  let value = width == 1 ? leaf : <usize>forest.leaves + ((<usize>load<f64>(leaf) * width) << 3)
  for (let i: usize = 0; i < width; i++) {
    const term = load<f64>(value) * weight
    addTo(sum, isFloat ? <f64>(<f32>term) : term, isFloat)
    value += 8
    sum += 8 << forest.shift
  }
}

/** 0 when a walk has come to a leaf. */
function isOnNode(node: usize): usize {
  return <usize>load<u32>(node, 12) ^ node
}

/**
 * Scores rows, eight at a time: columns and sums have room for the rows that fill the last eight.
 */
export function scoreRowsByWalks(forest: Forest, rowCount: usize): void {
  seeRows(forest, rowCount)
  codeRows(forest, rowCount)
  startSums(forest, rowCount)
  const hasCategories = forest.hasCategories != 0
  let tree: usize = forest.trees
  for (let count = forest.treeCount; count > 0; count--) {
    const root: usize = load<u32>(tree)
    const depth = load<u32>(tree, 4)
    for (let row: usize = 0; row < rowCount << 3; row += 64) {
      let n0 = root
      let n1 = root
      let n2 = root
      let n3 = root
      let n4 = root
      let n5 = root
      let n6 = root
      let n7 = root
      let level: u32 = 0
      while (level < depth) {
        const end = min<u32>(depth, level + patience)
        for (; level < end; level++) {
          if (hasCategories) {
            n0 = stepAny(n0, row)
            n1 = stepAny(n1, row + 8)
            n2 = stepAny(n2, row + 16)
            n3 = stepAny(n3, row + 24)
            n4 = stepAny(n4, row + 32)
            n5 = stepAny(n5, row + 40)
            n6 = stepAny(n6, row + 48)
            n7 = stepAny(n7, row + 56)
          } else {
            n0 = step(n0, row)
            n1 = step(n1, row + 8)
            n2 = step(n2, row + 16)
            n3 = step(n3, row + 24)
            n4 = step(n4, row + 32)
            n5 = step(n5, row + 40)
            n6 = step(n6, row + 48)
            n7 = step(n7, row + 56)
          }
        }
        const first = isOnNode(n0) | isOnNode(n1) | isOnNode(n2) | isOnNode(n3)
        if ((first | isOnNode(n4) | isOnNode(n5) | isOnNode(n6) | isOnNode(n7)) == 0) break
      }
      addLeaf(tree, n0, row, forest)
      addLeaf(tree, n1, row + 8, forest)
      addLeaf(tree, n2, row + 16, forest)
      addLeaf(tree, n3, row + 24, forest)
      addLeaf(tree, n4, row + 32, forest)
      addLeaf(tree, n5, row + 40, forest)
      addLeaf(tree, n6, row + 48, forest)
      addLeaf(tree, n7, row + 56, forest)
    }
    tree += treeBytes
  }
}

function rootOf(tree: usize, i: usize): usize {
  return load<u32>(tree + i * treeBytes)
}

/** Depth of the deepest of eight trees. */
function depthOf(tree: usize): u32 {
  let depth: u32 = 0
  for (let i: usize = 0; i < 8; i++) depth = max<u32>(depth, load<u32>(tree + i * treeBytes, 4))
  return depth
}

/**
 * Scores the first row, eight trees at a time; seven more trees to walk for nothing lie behind the
 * last.
 */
export function scoreRowByWalks(forest: Forest): void {
  seeRows(forest, 1)
  codeRows(forest, 1)
  startSums(forest, 1)
  const hasCategories = forest.hasCategories != 0
  const scratch: usize = forest.scratch
  const count = forest.treeCount
  let tree: usize = forest.trees
  for (let done: u32 = 0; done < count; done += 8) {
    let n0 = rootOf(tree, 0)
    let n1 = rootOf(tree, 1)
    let n2 = rootOf(tree, 2)
    let n3 = rootOf(tree, 3)
    let n4 = rootOf(tree, 4)
    let n5 = rootOf(tree, 5)
    let n6 = rootOf(tree, 6)
    let n7 = rootOf(tree, 7)
    const depth = depthOf(tree)
    let level: u32 = 0
    while (level < depth) {
      const end = min<u32>(depth, level + patience)
      for (; level < end; level++) {
        if (hasCategories) {
          n0 = stepAny(n0, 0)
          n1 = stepAny(n1, 0)
          n2 = stepAny(n2, 0)
          n3 = stepAny(n3, 0)
          n4 = stepAny(n4, 0)
          n5 = stepAny(n5, 0)
          n6 = stepAny(n6, 0)
          n7 = stepAny(n7, 0)
        } else {
          n0 = step(n0, 0)
          n1 = step(n1, 0)
          n2 = step(n2, 0)
          n3 = step(n3, 0)
          n4 = step(n4, 0)
          n5 = step(n5, 0)
          n6 = step(n6, 0)
          n7 = step(n7, 0)
        }
      }
      const first = isOnNode(n0) | isOnNode(n1) | isOnNode(n2) | isOnNode(n3)
      if ((first | isOnNode(n4) | isOnNode(n5) | isOnNode(n6) | isOnNode(n7)) == 0) break
    }
    store<u32>(scratch, <u32>n0)
    store<u32>(scratch, <u32>n1, 4)
    store<u32>(scratch, <u32>n2, 8)
    store<u32>(scratch, <u32>n3, 12)
    store<u32>(scratch, <u32>n4, 16)
    store<u32>(scratch, <u32>n5, 20)
    store<u32>(scratch, <u32>n6, 24)
    store<u32>(scratch, <u32>n7, 28)
    const live = min<u32>(8, count - done)
    for (let i: u32 = 0; i < live; i++) {
      addLeaf(tree, load<u32>(scratch + <usize>(i << 2)), 0, forest)
      tree += treeBytes
    }
  }
}
