import { Forest } from './forest'

// What the nodes of a forest see of a row. A column of numbers is a record of 32 bytes:
//    0 u32  its feature's place in a row, in bytes
//    4 u32  address of its thresholds, in order, filled up with infinities to 2^n - 1
//    8 f64  what it sees instead of NaN
//   16 f64  what it sees instead of a zero
//   24 u32  bytes of half of its thresholds, rounded up

/** Bytes of a column's record. */
export const columnBytes: usize = 32

/** What a column sees of the row at `row`. */
export function see(column: usize, row: usize, forest: Forest): f64 {
  const input = load<f64>(row + <usize>load<u32>(column))
  const value = forest.sign * (forest.readsFloats != 0 ? <f64>(<f32>input) : input)
  const x = select<f64>(load<f64>(column, 16), value, abs(value) <= forest.band)
  return select<f64>(load<f64>(column, 8), x, x != x)
}

/** What a column sees of the rows at `one` and `two`, side by side. */
export function seeTwo(column: usize, one: usize, two: usize, forest: Forest): v128 {
  const place: usize = load<u32>(column)
  const input = v128.load64_lane(two + place, v128.load64_zero(one + place), 1)
  const read =
    forest.readsFloats != 0 ? f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(input)) : input
  const value = f64x2.mul(f64x2.splat(forest.sign), read)
  const isZero = f64x2.le(f64x2.abs(value), f64x2.splat(forest.band))
  const x = v128.bitselect(v128.load64_splat(column, 16), value, isZero)
  return v128.bitselect(v128.load64_splat(column, 8), x, f64x2.ne(x, x))
}

/** Writes what all columns see of `rowCount` rows, the rows of a column side by side. */
export function seeRows(forest: Forest, rowCount: usize): void {
  let column: usize = forest.numbers
  let out: usize = forest.columns
  for (let i: u32 = 0; i < forest.numberCount; i++) {
    let row: usize = forest.rows
    const end = out + (rowCount << 3)
    for (let to = out; to < end; to += 8) {
      store<f64>(to, see(column, row, forest))
      row += forest.rowBytes
    }
    column += columnBytes
    out += 8 << forest.shift
  }
}
