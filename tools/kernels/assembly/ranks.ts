import { columnBytes, see, seeTwo } from './columns'
import { Forest } from './forest'

// A rank is the number of a column's thresholds that a value is not at or below: 0 for -Infinity, the
// most for NaN. A node whose threshold stands at place k sends to the left the values of rank k
// and less, so ranks decide what the values themselves decide. They are kept as bytes from -128 on, as
// the processor compares signed bytes.

/**
 * One step of a binary search without a branch: the next half starts here or behind `half`. A search is 8 bytes
 * before the first of the thresholds that are left to it.
 */
export function next(at: usize, half: usize, x: f64): usize {
  const to = at + half
  return select<usize>(at, to, x <= load<f64>(to))
}

/** Rows that masks.ts takes together at most, 2^7: bytes of a column of ranks or classes. */
export const blockShift: usize = 7

function storeRank(to: usize, from: usize, at: usize): void {
  store<u8>(to, (<u32>(at - from) >> 3) ^ 128)
}

/** Writes the ranks of the rows of a block, a byte each. Reads rows up to the next multiple of 4. */
export function rankRows(forest: Forest, rowCount: usize): void {
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
      storeRank(out + r, first, a0)
      storeRank(out + r + 1, first, a1)
      storeRank(out + r + 2, first, a2)
      storeRank(out + r + 3, first, a3)
      row += 4 * rowBytes
    }
    column += columnBytes
    out += 1 << blockShift
  }
}

/**
 * Writes the ranks of one row, a byte a column. The columns are filled up to a multiple of 4, and each
 * has thresholds enough for a search that starts at the forest's `half`.
 */
export function rankRow(forest: Forest): void {
  const row: usize = forest.rows
  const half: usize = forest.half
  const out: usize = forest.columns
  let column: usize = forest.numbers
  for (let i: usize = 0; i < <usize>forest.numberCount; i += 4) {
    const x0 = see(column, row, forest)
    const x1 = see(column + columnBytes, row, forest)
    const x2 = see(column + 2 * columnBytes, row, forest)
    const x3 = see(column + 3 * columnBytes, row, forest)
    const first0 = <usize>load<u32>(column, 4) - 8
    const first1 = <usize>load<u32>(column + columnBytes, 4) - 8
    const first2 = <usize>load<u32>(column + 2 * columnBytes, 4) - 8
    const first3 = <usize>load<u32>(column + 3 * columnBytes, 4) - 8
    let a0 = first0
    let a1 = first1
    let a2 = first2
    let a3 = first3
    for (let step = half; step >= 8; step >>= 1) {
      a0 = next(a0, step, x0)
      a1 = next(a1, step, x1)
      a2 = next(a2, step, x2)
      a3 = next(a3, step, x3)
    }
    storeRank(out + i, first0, a0)
    storeRank(out + i + 1, first1, a1)
    storeRank(out + i + 2, first2, a2)
    storeRank(out + i + 3, first3, a3)
    column += 4 * columnBytes
  }
}

/**
 * Writes all columns once more behind themselves, their ranks counted from the other end, for nodes
 * that are tested from their other side. Only for many rows.
 */
export function flipRanks(forest: Forest, rowCount: usize): void {
  const bytes = (<usize>forest.rankCount) << blockShift
  const end = <usize>forest.columns + bytes
  for (let column: usize = forest.columns; column < end; column += 1 << blockShift) {
    for (let at = column; at < column + rowCount; at += 16) {
      v128.store(at + bytes, v128.not(v128.load(at)))
    }
  }
}
