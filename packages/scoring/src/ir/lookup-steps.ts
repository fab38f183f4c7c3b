/** Ops that look a value up: among keys, between edges, by the hash of several columns. */

/**
 * A value that equals a key becomes the number beside it, column by column; 0 and -0 are equal. A
 * value that equals no key becomes the column's fallback, NaN its stand-in for missing values; both
 * may be NaN themselves.
 */
export interface OrdinalMapStep {
  readonly op: 'ordinalMap@1'
  readonly in: string
  readonly out: string
  readonly columns: readonly number[]
  /** Coefficient [columns + 1] i32: where the keys of each column start. */
  readonly offsets: string
  /** Coefficient [keys] f64, climbing within a column, no NaN. */
  readonly keys: string
  /** Coefficient [keys] f64, finite. */
  readonly values: string
  /** Coefficient [columns] f64. */
  readonly fallback: string
  /** Coefficient [columns] f64. */
  readonly missing: string
}

/**
 * The number of edges at or below a value (`upperEdge: 'outside'`: an edge belongs to the bin above
 * it) or below it (`'inside'`: to the bin beneath it), column by column. NaN stays NaN.
 */
export interface BinStep {
  readonly op: 'bin@1'
  readonly in: string
  readonly out: string
  readonly columns: readonly number[]
  /** Coefficient [columns + 1] i32: where the edges of each column start. */
  readonly offsets: string
  /** Coefficient [edges] f64, never falling within a column, no NaN. */
  readonly edges: string
  readonly upperEdge: 'outside' | 'inside'
}

/**
 * Numbers by combinations of hashes. Each table has columns, whole numbers of 32 bits with sign, whose
 * hash is, column by column from 0, M (hash + M x) modulo 2^64 with M = 0x4906ba494954cb65. Each target
 * takes the number beside the table's key that equals the hash; its fallback where none does, or where a
 * column holds anything else than such a number.
 */
export interface HashMapStep {
  readonly op: 'hashMap@1'
  readonly in: string
  readonly out: string
  readonly targets: number
  /** Coefficient [tables + 1] i32: where the columns of each table start. */
  readonly columnOffsets: string
  /** Coefficient i32: columns of `in`. */
  readonly columns: string
  /** Coefficient [tables + 1] i32: where the keys of each table start. */
  readonly keyOffsets: string
  /** Coefficient [2 keys] u32: low word, high word; climbing within a table. */
  readonly keys: string
  /** Coefficient [targets] i32: the table of each target. */
  readonly tables: string
  /** Coefficient f64, finite: for each target in order, one for each key of its table. */
  readonly values: string
  /** Coefficient [targets] f64, finite. */
  readonly fallback: string
}
