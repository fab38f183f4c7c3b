import type { WidthOf } from '../ir/ops/op.ts'
import type { Coefficients, Step } from '../ir/types.ts'
import type { ColumnTracer } from './trees/folded/trace-column.ts'
import type { ForestLayout } from './trees/forest-layout.ts'

/** One value for a block of rows: row-major, `width` doubles a row. */
export interface Block {
  readonly width: number
  readonly data: Float64Array
}

/**
 * Part of a value that was not written out: columns of another block as they are, or the zeros and
 * ones of a category code.
 */
export type Piece =
  | { readonly kind: 'dense'; readonly source: Block }
  | {
      readonly kind: 'code'
      readonly source: Block
      readonly column: number
      readonly size: number
    }

/** What a kernel finds when it is compiled. */
export interface Compilation {
  readonly coefficients: Coefficients
  /** Rows that a block has room for. */
  readonly blockRows: number
  /** A value that is written out. */
  block(name: string): Block
  /** What a kernel has laid out for the step that gives a value. */
  layout(name: string): ForestLayout
  /** Any value, in pieces side by side. */
  pieces(name: string): readonly Piece[]
}

/** What a step's layout may be made of. */
export interface LayOutParts {
  readonly coefficients: Coefficients
  readonly widthOf: WidthOf
  readonly tracer: ColumnTracer
}

/** Computes a step for the first `count` rows of its blocks. */
export type RunStep = (count: number) => void

/**
 * The fast execution of one op: compiled once, then run on blocks without allocating. It gives the
 * bits of the op's reference execution.
 */
export interface Kernel<S extends Step> {
  /** What takes long to make of the coefficients, for ops that have such. */
  layOut?(step: S, parts: LayOutParts): ForestLayout
  compile(step: S, compilation: Compilation, out: Block): RunStep
  /** The value without writing it out, for ops whose readers can do without. */
  pieces?(step: S, compilation: Compilation): readonly Piece[]
  /** Whether `compile` reads its inputs through `pieces`. */
  readonly readsPieces?: boolean
}
