import { categoryBytes, classOf, codeOf, setBytes } from './categories'
import { columnBytes, see, seeTwo } from './columns'
import { Forest } from './forest'
import { next } from './ranks'
import { addTo, startSums } from './sums'
import { topBytes, topLevels, walkTops } from './tops'
import { treeBytes } from './walk'

// Trees of any size on ranks: walks as in walk.ts, but columns hold ranks of 16 bits, eight rows at a time: the
// columns of eight rows lie side by side, 16 bytes each, and behind them those of the next eight. A node is 8
// bytes: u16 place of its column in bytes, u16 rank of its threshold, u32 address of its left child, 8 bytes
// before which its right child lies. A value goes left when its rank is not above the node's. A set of categories
// is a column too, of rank 0 for codes in the set. A leaf leads back to itself by a column of zeros. Where leaves
// differ in few numbers, a leaf has the place of its own among them for a rank; else that, or its only number,
// stands as far behind it as `behind` says.

/** Steps after which eight walks may end that have all come to a leaf. */
const patience: u32 = 4

/** Bytes of the columns of eight rows. */
function groupBytes(forest: Forest): usize {
  return (<usize>forest.rankCount) << 4
}

/** Writes the ranks of the numbers of rows, four at a time. */
function rankNumbers(forest: Forest, rowCount: usize): void {
  const group = groupBytes(forest)
  const rowBytes: usize = forest.rowBytes
  let column: usize = forest.numbers
  let out: usize = forest.columns
  for (let i: u32 = 0; i < forest.numberCount; i++) {
    const first = <usize>load<u32>(column, 4) - 8
    const half: usize = load<u32>(column, 24)
    let row: usize = forest.rows
    for (let r: usize = 0; r < rowCount; r += 4) {
      const third = row + 2 * rowBytes
      const x01 = seeTwo(column, row, row + rowBytes, forest)
      const x23 = seeTwo(column, third, third + rowBytes, forest)
      const x0 = f64x2.extract_lane(x01, 0)
      const x1 = f64x2.extract_lane(x01, 1)
      const x2 = f64x2.extract_lane(x23, 0)
      const x3 = f64x2.extract_lane(x23, 1)
      let a0 = first
      let a1 = first
      let a2 = first
      let a3 = first
      for (let step = half; step >= 8; step >>= 1) {
        a0 = next(a0, step, x0)
        a1 = next(a1, step, x1)
        a2 = next(a2, step, x2)
        a3 = next(a3, step, x3)
      }
      const to = out + (r >> 3) * group + ((r & 4) << 1)
      store<u16>(to, <u32>((a0 - first) >> 3))
      store<u16>(to, <u32>((a1 - first) >> 3), 2)
      store<u16>(to, <u32>((a2 - first) >> 3), 4)
      store<u16>(to, <u32>((a3 - first) >> 3), 6)
      row += 4 * rowBytes
    }
    column += columnBytes
    out += 16
  }
}

/** As `next`, from the step on with which the column's own search begins. */
function nextFrom(at: usize, step: usize, half: usize, x: f64): usize {
  const to = at + min(step, half)
  return select<usize>(at, to, <u32>(x <= load<f64>(to)) | <u32>(step > half))
}

/** Writes the ranks of the numbers of the first row, four columns at a time. */
function rankNumbersOfRow(forest: Forest): void {
  const row: usize = forest.rows
  const last = <usize>forest.numbers + (<usize>forest.numberCount - 1) * columnBytes
  let out: usize = forest.columns
  for (let column: usize = forest.numbers; column <= last; column += 4 * columnBytes) {
    // What is behind the last column is the last once more.
    const c1 = min(column + columnBytes, last)
    const c2 = min(column + 2 * columnBytes, last)
    const c3 = min(column + 3 * columnBytes, last)
    const x0 = see(column, row, forest)
    const x1 = see(c1, row, forest)
    const x2 = see(c2, row, forest)
    const x3 = see(c3, row, forest)
    const first0 = <usize>load<u32>(column, 4) - 8
    const first1 = <usize>load<u32>(c1, 4) - 8
    const first2 = <usize>load<u32>(c2, 4) - 8
    const first3 = <usize>load<u32>(c3, 4) - 8
    const half0: usize = load<u32>(column, 24)
    const half1: usize = load<u32>(c1, 24)
    const half2: usize = load<u32>(c2, 24)
    const half3: usize = load<u32>(c3, 24)
    let a0 = first0
    let a1 = first1
    let a2 = first2
    let a3 = first3
    for (let step = max(max(half0, half1), max(half2, half3)); step >= 8; step >>= 1) {
      a0 = nextFrom(a0, step, half0, x0)
      a1 = nextFrom(a1, step, half1, x1)
      a2 = nextFrom(a2, step, half2, x2)
      a3 = nextFrom(a3, step, half3, x3)
    }
    store<u16>(out, <u32>((a0 - first0) >> 3))
    if (column + columnBytes <= last) store<u16>(out, <u32>((a1 - first1) >> 3), 16)
    if (column + 2 * columnBytes <= last) store<u16>(out, <u32>((a2 - first2) >> 3), 32)
    if (column + 3 * columnBytes <= last) store<u16>(out, <u32>((a3 - first3) >> 3), 48)
    out += 64
  }
}

/** Writes the classes of the categories of rows, a byte each. */
function classCategories(forest: Forest, rowCount: usize): void {
  let column: usize = forest.categories
  let out: usize = forest.classes
  for (let i: u32 = 0; i < forest.categoryCount; i++) {
    let row: usize = forest.rows
    for (let r: usize = 0; r < rowCount; r++) {
      store<u8>(out + r, classOf(column, codeOf(column, row, forest)))
      row += forest.rowBytes
    }
    column += categoryBytes
    out += 1 << forest.shift
  }
}

/** Writes the columns of the sets behind those of the numbers, 16 rows at a time: see categories.ts. */
function rankSets(forest: Forest, rowCount: usize): void {
  const bits = v128(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128)
  const seven = i8x16.splat(7)
  const sixteen = i8x16.splat(16)
  const group = groupBytes(forest)
  let set: usize = forest.sets
  let out = <usize>forest.columns + ((<usize>forest.numberCount) << 4)
  for (let i: u32 = 0; i < forest.setCount; i++) {
    const from = <usize>forest.classes + ((<usize>load<u32>(set)) << forest.shift)
    const low = v128.load(set, 16)
    const high = v128.load(set, 32)
    for (let at: usize = 0; at < rowCount; at += 16) {
      const code = v128.load(from + at)
      const byte = i8x16.shr_u(code, 3)
      const word = v128.or(i8x16.swizzle(low, byte), i8x16.swizzle(high, i8x16.sub(byte, sixteen)))
      const bit = i8x16.swizzle(bits, v128.and(code, seven))
      const isOut = i8x16.eq(v128.and(word, bit), i8x16.splat(0))
      const to = out + (at >> 3) * group
      v128.store(to, i16x8.extend_low_i8x16_s(isOut))
      v128.store(to + group, i16x8.extend_high_i8x16_s(isOut))
    }
    set += setBytes
    out += 16
  }
}

/** As `rankSets`, for the first row. */
function rankSetsOfRow(forest: Forest): void {
  let set: usize = forest.sets
  let out = <usize>forest.columns + ((<usize>forest.numberCount) << 4)
  for (let i: u32 = 0; i < forest.setCount; i++) {
    const at = <usize>forest.classes + ((<usize>load<u32>(set)) << forest.shift)
    const code: u32 = load<u8>(at)
    const word: u32 = load<u8>(set + 16 + <usize>(code >> 3))
    // All ones where the code is not in the set.
    store<u16>(out, ((word >> (code & 7)) & 1) - 1)
    set += setBytes
    out += 16
  }
}

/** The node behind a test; `row` is the place of the row in the first column. */
function step(node: usize, row: usize): usize {
  const test = load<u32>(node)
  const rank = <i32>load<u16>(row + <usize>(test & 0xffff))
  // -1 where the rank is above the node's, else 0.
  const above = (<i32>(test >>> 16) - rank) >> 31
  return <usize>(load<i32>(node, 4) + (above << 3))
}

/** 0 when a walk has come to a leaf. */
function isOnNode(node: usize): usize {
  return <usize>load<u32>(node, 4) ^ node
}

/** Where the numbers of a leaf are. */
function numbersOf(leaf: usize, forest: Forest): usize {
  const behind: usize = forest.behind
  const width: usize = forest.leafWidth
  if (behind == 0) return <usize>forest.leaves + ((<usize>load<u16>(leaf, 2) * width) << 3)
  if (width == 1) return leaf + behind
  return <usize>forest.leaves + ((<usize>load<u32>(leaf + behind) * width) << 3)
}

/**
 * Adds what `count` leaves hold, times the tree's weight, to the sums of as many rows: to the tree's slot, or to all;
 * `row` is in bytes of sums.
 */
function addLeaves(tree: usize, leaves: usize, count: usize, row: usize, forest: Forest): void {
  const isFloat = forest.addsFloats != 0
  const weight = load<f64>(tree, 16)
  const width: usize = forest.leafWidth
  const next: usize = 8 << forest.shift
  let first = <usize>forest.sums + ((<usize>load<u32>(tree, 8)) << (3 + forest.shift)) + row
  if (width == 2 && !isFloat && forest.behind == 0) {
    addPairs(leaves, leaves + (count << 2), first, first + next, weight, forest.leaves)
    return
  }
  for (let i: usize = 0; i < count; i++) {
    let value = numbersOf(load<u32>(leaves + (i << 2)), forest)
    let sum = first
    for (let j: usize = 0; j < width; j++) {
      const term = load<f64>(value) * weight
      addTo(sum, isFloat ? <f64>(<f32>term) : term, isFloat)
      value += 8
      sum += next
    }
    first += 8
  }
}

/** As `addLeaves` for leaves of two numbers that are at `numbers`: what most classifiers have. */
function addPairs(
  leaves: usize,
  end: usize,
  one: usize,
  other: usize,
  weight: f64,
  numbers: usize,
): void {
  for (let at = leaves; at < end; at += 4) {
    const value = numbers + ((<usize>load<u16>(<usize>load<u32>(at), 2)) << 4)
    store<f64>(one, load<f64>(one) + load<f64>(value) * weight)
    store<f64>(other, load<f64>(other) + load<f64>(value, 8) * weight)
    one += 8
    other += 8
  }
}

function rankRows(forest: Forest, rowCount: usize): void {
  rankNumbers(forest, rowCount)
  classCategories(forest, rowCount)
  rankSets(forest, rowCount)
}

/** Scores rows, eight at a time: columns and sums have room for the rows that fill the last 16. */
export function scoreRowsByRanks(forest: Forest, rowCount: usize): void {
  rankRows(forest, rowCount)
  startSums(forest, rowCount)
  const group = groupBytes(forest)
  const scratch: usize = forest.scratch
  let tree: usize = forest.trees
  let top: usize = forest.tops
  for (let count = forest.treeCount; count > 0; count--) {
    const depth = load<u32>(tree, 4)
    let row: usize = forest.columns
    for (let first: usize = 0; first < rowCount; first += 8) {
      walkTops(top, row, scratch)
      let n0: usize = load<u32>(scratch)
      let n1: usize = load<u32>(scratch, 4)
      let n2: usize = load<u32>(scratch, 8)
      let n3: usize = load<u32>(scratch, 12)
      let n4: usize = load<u32>(scratch, 16)
      let n5: usize = load<u32>(scratch, 20)
      let n6: usize = load<u32>(scratch, 24)
      let n7: usize = load<u32>(scratch, 28)
      let level = topLevels
      while (level < depth) {
        const end = min<u32>(depth, level + patience)
        for (; level < end; level++) {
          n0 = step(n0, row)
          n1 = step(n1, row + 2)
          n2 = step(n2, row + 4)
          n3 = step(n3, row + 6)
          n4 = step(n4, row + 8)
          n5 = step(n5, row + 10)
          n6 = step(n6, row + 12)
          n7 = step(n7, row + 14)
        }
        const some = isOnNode(n0) | isOnNode(n1) | isOnNode(n2) | isOnNode(n3)
        if ((some | isOnNode(n4) | isOnNode(n5) | isOnNode(n6) | isOnNode(n7)) == 0) break
      }
      store<u32>(scratch, <u32>n0)
      store<u32>(scratch, <u32>n1, 4)
      store<u32>(scratch, <u32>n2, 8)
      store<u32>(scratch, <u32>n3, 12)
      store<u32>(scratch, <u32>n4, 16)
      store<u32>(scratch, <u32>n5, 20)
      store<u32>(scratch, <u32>n6, 24)
      store<u32>(scratch, <u32>n7, 28)
      addLeaves(tree, scratch, 8, first << 3, forest)
      row += group
    }
    tree += treeBytes
    top += topBytes
  }
}

/**
 * Scores the first row. All trees go down a level together: each walk waits for memory most of its time, and none for
 * another. `walks` has room for where each tree's walk is, and for a list of those that have not come to a leaf.
 */
export function scoreRowByRanks(forest: Forest): void {
  rankNumbersOfRow(forest)
  classCategories(forest, 1)
  rankSetsOfRow(forest)
  startSums(forest, 1)
  const row: usize = forest.columns
  const size = (<usize>forest.treeCount) << 2
  const walks: usize = forest.walks
  const live = walks + size
  let tree: usize = forest.trees
  for (let at: usize = 0; at < size; at += 4) {
    store<u32>(walks + at, load<u32>(tree))
    store<u32>(live + at, <u32>(walks + at))
    tree += treeBytes
  }
  let end = live + size
  while (end > live) {
    let kept = live
    for (let at = live; at < end; at += 4) {
      const walk: usize = load<u32>(at)
      const from: usize = load<u32>(walk)
      const to = step(from, row)
      store<u32>(walk, <u32>to)
      store<u32>(kept, <u32>walk)
      kept += (<usize>(to != from)) << 2
    }
    end = kept
  }
  tree = forest.trees
  for (let at: usize = 0; at < size; at += 4) {
    addLeaves(tree, walks + at, 1, 0, forest)
    tree += treeBytes
  }
}
