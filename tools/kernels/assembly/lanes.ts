import { classRows, rankSetsOfRow } from './categories'
import { Forest } from './forest'
import { rankRow } from './ranks'
import { addTo, startSums } from './sums'

// One row: the bits of masks.ts, with the bytes of several trees side by side in a vector. Each byte
// goes through its own list of tests, all lists of a vector in step, filled up with tests that clear
// nothing. The ranks of the row lie in vectors too, so that a swizzle looks up 16 of them at once.
//
// The trees of a forest are groups of four with up to 32 leaves, or of two with up to 64. A group
// of trees that share a vector is u32 address of its end, 12 unused, and per step 16 columns,
// 16 times what flips a rank (0 or -1), 16 ranks, and 16 times the bits to clear.

const stepBytes: usize = 64

/** Bits of the leaves that are left of the trees of a group. */
function clearGroup(group: usize, ranks: usize, isWide: bool): v128 {
  const end: usize = load<u32>(group)
  const ranks0 = v128.load(ranks)
  const ranks1 = v128.load(ranks, 16)
  const ranks2 = v128.load(ranks, 32)
  const ranks3 = v128.load(ranks, 48)
  const sixteen = i8x16.splat(16)
  let bits = i8x16.splat(-1)
  for (let step = group + 16; step < end; step += stepBytes) {
    const column = v128.load(step)
    const after = i8x16.sub(column, sixteen)
    let seen = v128.or(i8x16.swizzle(ranks0, column), i8x16.swizzle(ranks1, after))
    if (isWide) {
      const third = i8x16.sub(after, sixteen)
      const fourth = i8x16.sub(third, sixteen)
      const rest = v128.or(i8x16.swizzle(ranks2, third), i8x16.swizzle(ranks3, fourth))
      seen = v128.or(seen, rest)
    }
    const isFailed = i8x16.gt_s(v128.xor(seen, v128.load(step, 16)), v128.load(step, 32))
    bits = v128.andnot(bits, v128.and(isFailed, v128.load(step, 48)))
  }
  return bits
}

/** Scores the first row. */
export function scoreRowByLanes(forest: Forest): void {
  rankRow(forest)
  classRows(forest, 1)
  rankSetsOfRow(forest)
  if (forest.slotCount == 1) {
    store<f64>(forest.sums, sumTrees(forest))
  } else {
    startSums(forest, 1)
    addTrees(forest)
  }
}

/** The sum of all trees of a forest of one slot. */
function sumTrees(forest: Forest): f64 {
  const isDouble = forest.isDouble != 0
  const isWide = forest.isWide != 0
  const isFloat = forest.addsFloats != 0
  let sum = load<f64>(forest.starts)
  let float = <f32>sum
  let group: usize = forest.trees
  let leaves: usize = forest.leaves
  const end = leaves + ((<usize>forest.treeCount) << 10)
  for (; leaves < end; leaves += 1024) {
    const bits = clearGroup(group, forest.columns, isWide)
    group = load<u32>(group)
    if (isDouble) {
      const one = load<f64>(leaves + ((<usize>ctz(i64x2.extract_lane(bits, 0))) << 3))
      const two = load<f64>(leaves + ((<usize>ctz(i64x2.extract_lane(bits, 1))) << 3), 512)
      if (isFloat) float = float + <f32>one + <f32>two
      else sum = sum + one + two
    } else {
      const one = load<f64>(leaves + ((<usize>ctz(i32x4.extract_lane(bits, 0))) << 3))
      const two = load<f64>(leaves + ((<usize>ctz(i32x4.extract_lane(bits, 1))) << 3), 256)
      const three = load<f64>(leaves + ((<usize>ctz(i32x4.extract_lane(bits, 2))) << 3), 512)
      const four = load<f64>(leaves + ((<usize>ctz(i32x4.extract_lane(bits, 3))) << 3), 768)
      if (isFloat) float = float + <f32>one + <f32>two + <f32>three + <f32>four
      else sum = sum + one + two + three + four
    }
  }
  return isFloat ? <f64>float : sum
}

/** Adds all trees to the sums of their slots. */
function addTrees(forest: Forest): void {
  const isDouble = forest.isDouble != 0
  const isFloat = forest.addsFloats != 0
  const width: usize = forest.leafWidth
  const scratch: usize = forest.scratch
  const step: usize = isDouble ? 8 : 4
  let group: usize = forest.trees
  let leaves: usize = forest.leaves
  let slot: usize = forest.slots
  for (let count = forest.treeCount; count > 0; count--) {
    v128.store(scratch, clearGroup(group, forest.columns, forest.isWide != 0))
    group = load<u32>(group)
    for (let at: usize = 0; at < 16; at += step) {
      const bits = isDouble ? load<u64>(scratch + at) : <u64>load<u32>(scratch + at)
      let leaf = leaves + ((<usize>ctz(bits) * width) << 3)
      let sum = <usize>forest.sums + ((<usize>load<u32>(slot)) << (3 + forest.shift))
      for (let i: usize = 0; i < width; i++) {
        addTo(sum, load<f64>(leaf), isFloat)
        leaf += 8
        sum += 8 << forest.shift
      }
      leaves += (step * width) << 6
      slot += 4
    }
  }
}
