import type { CategoryClasses } from './category-classes.ts'
import type { NormalForest } from './normal-forest.ts'
import { mostThresholds, type RankColumns } from './rank-columns.ts'
import { mostLeaves, TreeMasker, type TreeMasks } from './tree-masks.ts'

/** What the nodes of a forest ask, all as ranks. */
export interface RankedForest {
  readonly forest: NormalForest
  readonly ranks: RankColumns
  readonly categories: CategoryClasses
  /** Columns of numbers, filled up to a multiple of 4. */
  readonly numberCount: number
  /** All columns, those of sets behind those of numbers. */
  readonly columnCount: number
}

/** Trees in the form of tools/kernels/assembly/masks.ts. */
export interface MaskLayout {
  /** The trees, one behind the other. */
  readonly words: Uint32Array
  /** Per tree: where it starts among the words. */
  readonly starts: Int32Array
  /** Leaf by place, eight for every byte of a tree's bits; -1 where there is none. */
  readonly places: Int32Array
  /** Bytes of bits of the largest tree. */
  readonly mostBytes: number
  readonly testCount: number
}

/** Lays out trees that all fit (`hasMaskableTrees`). */
export function layOutMasks(
  ranked: RankedForest,
  { roots, treeSlots }: { readonly roots: Int32Array; readonly treeSlots: Int32Array },
): MaskLayout {
  const masker = new TreeMasker(ranked.forest)
  const starts = new Int32Array(roots.length)
  const nodes = ranked.forest.left.length
  let words = new Uint32Array(4 * roots.length + 2 * nodes + largestTree)
  let places = new Int32Array(8 * roots.length + 2 * nodes + mostLeaves)
  let [at, place, testCount, mostBytes] = [0, 0, 0, 0]
  for (const [tree, root] of roots.entries()) {
    masker.layOut(root)
    if (at + largestTree > words.length) words = doubled(words, Uint32Array)
    if (place + mostLeaves > places.length) places = doubled(places, Int32Array)
    starts[tree] = at
    const bytes = Math.ceil(masker.leafCount / 8)
    const tests = writeTree(ranked, masker, treeSlots[tree] as number, words.subarray(at))
    at += 2 + ((bytes + 1) >> 1) + tests
    places.fill(-1, place, place + 8 * bytes)
    places.set(masker.leaves.subarray(0, masker.leafCount), place)
    place += 8 * bytes
    testCount += tests
    mostBytes = Math.max(mostBytes, bytes)
  }
  const layout = { words: words.subarray(0, at), places: places.subarray(0, place) }
  return { ...layout, starts, mostBytes, testCount }
}

/**
 * Whether all trees have few leaves enough, and together too: where trees share subtrees, they take
 * more room here than in their file.
 */
export function hasMaskableTrees(
  forest: NormalForest,
  roots: Int32Array,
  leafWidth: number,
): boolean {
  const masker = new TreeMasker(forest)
  let places = 0
  for (const root of roots) {
    const leaves = masker.countLeaves(root)
    if (leaves === undefined) return false
    places += 8 * Math.ceil(leaves / 8)
    if (places * leafWidth > mostLeafNumbers) return false
  }
  return true
}

/** Numbers of a table of leaves. */
export const mostLeafNumbers = 1 << 24

/** Words that a tree takes at most: every node may rule out leaves of every byte. */
const largestTree = 2 + 16 + 255 * 32

function doubled<T extends Uint32Array | Int32Array>(from: T, kind: new (length: number) => T): T {
  const to = new kind(2 * from.length)
  to.set(from)
  return to
}

/** Writes one tree and says how many tests it has, each counted for every byte that it touches. */
function writeTree(
  ranked: RankedForest,
  masks: TreeMasks,
  slot: number,
  words: Uint32Array,
): number {
  const bytes = Math.ceil(masks.leafCount / 8)
  words[0] = bytes
  words[1] = slot
  const first = 2 + ((bytes + 1) >> 1)
  let count = 0
  words.fill(0, 2, first)
  for (let byte = 0; byte < bytes; byte++) {
    const before = count
    for (let test = 0; test < masks.testCount; test++) {
      const mask = maskOf(masks, test, byte)
      if (mask !== 0) words[first + count++] = testWord(ranked, masks, test) | (mask << 24)
    }
    const sizes = 2 + (byte >> 1)
    words[sizes] = (words[sizes] as number) | ((count - before) << (byte & 1 ? 16 : 0))
  }
  return count
}

/** Bits of a byte that a test rules out. */
function maskOf({ from, to }: TreeMasks, test: number, byte: number): number {
  const low = Math.max(0, (from[test] as number) - 8 * byte)
  const high = Math.min(8, (to[test] as number) - 8 * byte)
  return low < high ? (1 << high) - (1 << low) : 0
}

/** Column and rank of a test; a flipped one is of the column's other copy, ranked from the other end. */
function testWord(ranked: RankedForest, masks: TreeMasks, test: number): number {
  const { forest, ranks, categories, numberCount, columnCount } = ranked
  const node = masks.tests[test] as number
  const isNumber = (forest.views[node] as number) >= 0
  const column = isNumber
    ? (ranks.nodeColumns[node] as number)
    : numberCount + (categories.nodeSets[node] as number)
  const rank = isNumber ? (ranks.nodeRanks[node] as number) : 0
  const isFlipped = masks.flips[test] === 1
  const seenRank = isFlipped ? mostThresholds - 1 - rank : rank
  const seenColumn = isFlipped ? columnCount + column : column
  // Ranks are kept as signed bytes.
  return seenColumn | ((seenRank ^ 128) << 16)
}
