import { classRows, rankSets } from './categories'
import { Forest } from './forest'
import { blockShift, flipRanks, rankRows } from './ranks'
import { addTo, startSums } from './sums'

// Many rows at a time: RapidScorer (Ye et al., KDD 2018, https://doi.org/10.1145/3219819.3219857) on
// ranks, after QuickScorer (Lucchese et al., SIGIR 2015, https://doi.org/10.1145/2766462.2767733).
//
// The leaves of a tree are bits, eight to a byte. A node whose test fails cannot lead to the leaves
// below its first child, so it clears their bits; the lowest bit left is the leaf of the row. A byte
// of the bits is kept for 16 rows in a vector, and a node costs a comparison and two operations there.
//
// A tree is u32 bytes of bits, u32 slot, u16 tests of each byte (filled up to 4), and the tests, byte
// by byte: u16 column, i8 rank, u8 bits to clear where the column's rank is larger.

/** Clears the bits of 16 rows that a failed test rules out. */
function clear(bits: v128, ranks: usize, rank: v128, mask: v128): v128 {
  return v128.andnot(bits, v128.and(i8x16.gt_s(v128.load(ranks), rank), mask))
}

/** The places of the lowest bits of 16 rows; `bits` has a block for each of `bytes`. */
function lowest(bits: usize, bytes: usize): v128 {
  const zero = i8x16.splat(0)
  const eight = i8x16.splat(8)
  let at = bits + ((bytes - 1) << blockShift)
  let found = v128.load(at)
  let start = zero
  while (at > bits) {
    at -= 1 << blockShift
    const lower = v128.load(at)
    const isEmpty = i8x16.eq(lower, zero)
    found = v128.or(lower, v128.and(found, isEmpty))
    start = v128.and(i8x16.add(start, eight), isEmpty)
  }
  const below = v128.andnot(i8x16.sub(found, i8x16.splat(1)), found)
  return i8x16.add(start, i8x16.popcnt(below))
}

/** Adds the leaf values of two rows to their sums, which are side by side. */
function addTwo(leaves: usize, places: usize, sum: usize, isFloat: bool): void {
  const one = leaves + ((<usize>load<u8>(places)) << 3)
  const two = leaves + ((<usize>load<u8>(places, 1)) << 3)
  const terms = v128.load64_lane(two, v128.load64_zero(one), 1)
  const total = f64x2.add(v128.load(sum), terms)
  if (!isFloat) v128.store(sum, total)
  else v128.store(sum, f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(total)))
}

/** Adds the leaf values of `count` rows, their places a byte each at `places`; of numbers, those of four at a time. */
function addLeaves(leaves: usize, places: usize, count: usize, sum: usize, forest: Forest): void {
  const isFloat = forest.addsFloats != 0
  const width: usize = forest.leafWidth
  if (width == 1) {
    for (let r: usize = 0; r < count; r += 4) {
      addTwo(leaves, places + r, sum + (r << 3), isFloat)
      addTwo(leaves, places + r + 2, sum + (r << 3) + 16, isFloat)
    }
    return
  }
  for (let r: usize = 0; r < count; r++) {
    let leaf = leaves + ((<usize>load<u8>(places + r) * width) << 3)
    for (let i: usize = 0; i < width; i++) {
      addTo(sum + (i << (3 + blockShift)) + (r << 3), load<f64>(leaf), isFloat)
      leaf += 8
    }
  }
}

/** Adds all trees to the sums of rows that fill so many vectors: compiled once for each number of them. */
class Masks {
  @inline
  static addTrees(forest: Forest, rowCount: usize, vectors: i32): void {
    const all = i8x16.splat(-1)
    const ranks: usize = forest.columns
    const scratch: usize = forest.scratch
    const places = scratch + (32 << blockShift)
    let tree: usize = forest.trees
    let leaves: usize = forest.leaves
    for (let count = forest.treeCount; count > 0; count--) {
      const bytes: usize = load<u32>(tree)
      const sum = <usize>forest.sums + ((<usize>load<u32>(tree, 4)) << (3 + blockShift))
      let size = tree + 8
      let test = size + ((2 * bytes + 3) & ~3)
      for (let byte: usize = 0; byte < bytes; byte++) {
        const end = test + ((<usize>load<u16>(size)) << 2)
        size += 2
        let bits0 = all
        let bits1 = all
        let bits2 = all
        let bits3 = all
        let bits4 = all
        let bits5 = all
        let bits6 = all
        let bits7 = all
        while (test < end) {
          const at = ranks + ((<usize>load<u16>(test)) << blockShift)
          const rank = v128.load8_splat(test, 2)
          const mask = v128.load8_splat(test, 3)
          bits0 = clear(bits0, at, rank, mask)
          if (vectors > 1) bits1 = clear(bits1, at + 16, rank, mask)
          if (vectors > 2) bits2 = clear(bits2, at + 32, rank, mask)
          if (vectors > 3) bits3 = clear(bits3, at + 48, rank, mask)
          if (vectors > 4) bits4 = clear(bits4, at + 64, rank, mask)
          if (vectors > 5) bits5 = clear(bits5, at + 80, rank, mask)
          if (vectors > 6) bits6 = clear(bits6, at + 96, rank, mask)
          if (vectors > 7) bits7 = clear(bits7, at + 112, rank, mask)
          test += 4
        }
        const to = scratch + (byte << blockShift)
        v128.store(to, bits0)
        if (vectors > 1) v128.store(to, bits1, 16)
        if (vectors > 2) v128.store(to, bits2, 32)
        if (vectors > 3) v128.store(to, bits3, 48)
        if (vectors > 4) v128.store(to, bits4, 64)
        if (vectors > 5) v128.store(to, bits5, 80)
        if (vectors > 6) v128.store(to, bits6, 96)
        if (vectors > 7) v128.store(to, bits7, 112)
      }
      for (let at: usize = 0; at < (<usize>vectors) << 4; at += 16) {
        v128.store(places + at, lowest(scratch + at, bytes))
      }
      addLeaves(leaves, places, rowCount, sum, forest)
      leaves += (bytes * <usize>forest.leafWidth) << 6
      tree = test
    }
  }
}

/** Scores the rows of a block; reads so many as fill vectors of 16, of which those behind `rowCount` may hold anything. */
export function scoreRowsByMasks(forest: Forest, rowCount: usize): void {
  rankRows(forest, rowCount)
  classRows(forest, rowCount)
  rankSets(forest, rowCount)
  flipRanks(forest, rowCount)
  startSums(forest, rowCount)
  // Cases that return instead make V8 place the loops so that they take an eighth longer, measured.
  switch (<i32>((rowCount + 15) >> 4)) {
    case 1:
      Masks.addTrees(forest, rowCount, 1)
      break
    case 2:
      Masks.addTrees(forest, rowCount, 2)
      break
    case 3:
      Masks.addTrees(forest, rowCount, 3)
      break
    case 4:
      Masks.addTrees(forest, rowCount, 4)
      break
    case 5:
      Masks.addTrees(forest, rowCount, 5)
      break
    case 6:
      Masks.addTrees(forest, rowCount, 6)
      break
    case 7:
      Masks.addTrees(forest, rowCount, 7)
      break
    default:
      Masks.addTrees(forest, rowCount, 8)
  }
}
