import { Forest } from './forest'
import { blockShift } from './ranks'

// Category columns. A column is a record of 16 bytes:
//    0 u32  its feature's place in a row, in bytes
//    4 u32  the code of NaN: `none`, or `any`
//    8 u32  address of the classes of the codes, a byte each
//   12 u32  how many codes have a class; the others have class 0, which is in no set
// Codes that are in the same sets all over the forest share a class.

export const categoryBytes: usize = 16
export const setBytes: usize = 48

/** The code of what is in no set. */
const none: u32 = 0xffffffff
/** The code of what is in every set. */
export const any: u32 = 0xfffffffe

/** A double that is no number, in whose lower half a code has room. */
const notANumber: u64 = 0x7ff8000000000000

const anyClass: u8 = 255

/** The category that a column sees of a row: the value cut to a whole number, if it is in range. */
export function codeOf(column: usize, row: usize, forest: Forest): u32 {
  const value = load<f64>(row + <usize>load<u32>(column))
  const x = forest.readsFloats != 0 ? <f64>(<f32>value) : value
  if (x != x) return load<u32>(column, 4)
  if (abs(x) <= forest.band) return 0
  if (forest.codes == 2 && x != trunc(x)) return none
  const isCode = forest.codes == 1 ? x > -1 && x < 2147483648 : x >= 0 && x < 16777216
  return isCode ? <u32>x : none
}

/** Writes the codes of `rowCount` rows, each in the lower half of a NaN. */
export function codeRows(forest: Forest, rowCount: usize): void {
  let column: usize = forest.categories
  let out: usize = forest.classes
  for (let i: u32 = 0; i < forest.categoryCount; i++) {
    let row: usize = forest.rows
    for (let r: usize = 0; r < rowCount; r++) {
      store<u64>(out + (r << 3), notANumber | <u64>codeOf(column, row, forest))
      row += forest.rowBytes
    }
    column += categoryBytes
    out += 8 << forest.shift
  }
}

export function classOf(column: usize, code: u32): u8 {
  if (code < load<u32>(column, 12)) return load<u8>(<usize>load<u32>(column, 8) + <usize>code)
  return code == any ? anyClass : 0
}

/** Writes the classes of the rows of a block, a byte each. */
export function classRows(forest: Forest, rowCount: usize): void {
  let column: usize = forest.categories
  let out: usize = forest.classes
  for (let i: u32 = 0; i < forest.categoryCount; i++) {
    let row: usize = forest.rows
    for (let r: usize = 0; r < rowCount; r++) {
      store<u8>(out + r, classOf(column, codeOf(column, row, forest)))
      row += forest.rowBytes
    }
    column += categoryBytes
    out += 1 << blockShift
  }
}

/**
 * Writes a column of ranks for each set behind those of the numbers: 0 where the class is in the set,
 * 1 where it is not. A set is a record of 48 bytes: u32 column among those of classes, 12 unused, and
 * a bit for each class.
 */
export function rankSets(forest: Forest, rowCount: usize): void {
  const bits = v128(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128)
  const seven = i8x16.splat(7)
  const sixteen = i8x16.splat(16)
  // Rank 0 is the byte -128; one more where the bit is not set.
  const least = i8x16.splat(-128)
  let set: usize = forest.sets
  let out = <usize>forest.columns + ((<usize>(forest.rankCount - forest.setCount)) << blockShift)
  for (let i: u32 = 0; i < forest.setCount; i++) {
    const from = <usize>forest.classes + ((<usize>load<u32>(set)) << blockShift)
    const low = v128.load(set, 16)
    const high = v128.load(set, 32)
    for (let at: usize = 0; at < rowCount; at += 16) {
      const code = v128.load(from + at)
      const byte = i8x16.shr_u(code, 3)
      const word = v128.or(i8x16.swizzle(low, byte), i8x16.swizzle(high, i8x16.sub(byte, sixteen)))
      const bit = i8x16.swizzle(bits, v128.and(code, seven))
      const isOut = i8x16.eq(v128.and(word, bit), i8x16.splat(0))
      v128.store(out + at, i8x16.sub(least, isOut))
    }
    set += setBytes
    out += 1 << blockShift
  }
}

/** As `rankSets` for the first row, a byte a set. */
export function rankSetsOfRow(forest: Forest): void {
  let set: usize = forest.sets
  const out = <usize>forest.columns + <usize>(forest.rankCount - forest.setCount)
  for (let i: usize = 0; i < <usize>forest.setCount; i++) {
    const code: u32 = load<u8>(<usize>forest.classes + ((<usize>load<u32>(set)) << blockShift))
    const word: u32 = load<u8>(set + 16 + <usize>(code >> 3))
    store<u8>(out + i, 129 - ((word >> (code & 7)) & 1))
    set += setBytes
  }
}
