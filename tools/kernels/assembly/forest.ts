/**
 * All that a kernel needs to know: where its tables lie and how to read them. TypeScript writes one for
 * each way to score a forest (packages/scoring/src/kernels/wasm/forest-record.ts, in the same order),
 * and leaves at 0 what that way has no use for.
 */
export class Forest {
  /** -1 where x < t is asked as -x <= -t with the sides swapped, otherwise 1. */
  sign: f64
  /** Values that are at most this far from zero are zeros. */
  band: f64
  /** Whether values are rounded to floats before anything else sees them. */
  readsFloats: u32
  /**
   * Which values are categories, cut to whole numbers: 0: from 0 below 2^24; 1: int32, above -1; 2: whole numbers from 0
   * below 2^24 alone.
   */
  codes: u32

  /** The rows to score, and bytes from one to the next. */
  rows: u32
  rowBytes: u32

  /** Columns of numbers: see columns.ts and ranks.ts. */
  numbers: u32
  numberCount: u32
  /** Bytes at which a binary search starts that does for every column of numbers. */
  half: u32
  /** Columns of categories: see categories.ts. */
  categories: u32
  categoryCount: u32
  /** Sets of categories, each a column of ranks: see categories.ts. */
  sets: u32
  setCount: u32

  /** Where the columns of the rows go: doubles, or ranks. */
  columns: u32
  /** Where the columns of categories go: codes, or classes. */
  classes: u32
  /** Columns of ranks: those of numbers filled up to a multiple of 4, and those of sets. */
  rankCount: u32
  /** There are 2^shift rows to a column of doubles, and to the sums of a slot. */
  shift: u32

  /** The trees: see masks.ts, lanes.ts or walk.ts. */
  trees: u32
  treeCount: u32
  leaves: u32
  /** Of lanes.ts: slots of the trees; whether trees have up to 64 leaves; over 32 columns. */
  slots: u32
  isDouble: u32
  isWide: u32
  /** Of walk.ts: whether any node tests a category. */
  hasCategories: u32
  /** Of ranked-walk.ts: bytes from a leaf to what it holds, or 0; 8 bytes for each tree; see tops.ts. */
  behind: u32
  walks: u32
  tops: u32

  /** The sums, slot by slot; what they start from; how many there are. */
  sums: u32
  starts: u32
  slotCount: u32
  /** Numbers of a leaf: 1, or one for each slot. */
  leafWidth: u32
  /** Whether each addition is rounded to a float. */
  addsFloats: u32

  scratch: u32
}
