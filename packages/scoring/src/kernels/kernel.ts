import type { WidthOf } from '../ir/ops/op.ts'
import type { Coefficients, Step } from '../ir/types.ts'
import type { RowTexts } from '../rows/row-texts.ts'
import type { SparseBlock } from './text/sparse-block.ts'
import type { ColumnTracer } from './trees/folded/trace-column.ts'
import type { ForestLayout } from './trees/forest-layout.ts'

/** One value for a block of rows: row-major, `width` doubles a row. */
export interface Block {
  readonly width: number
  readonly data: Float64Array
}

/**
 * Part of a value that was not written out: columns of another block as they are, the zeros and ones of
 * a category code, or columns that are mostly zeros.
 */
export type Piece =
  | { readonly kind: 'dense'; readonly source: Block }
  | {
      readonly kind: 'code'
      readonly source: Block
      readonly column: number
      readonly size: number
    }
  | { readonly kind: 'sparse'; readonly source: SparseBlock }

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
  /** A value that is sparse. */
  sparse(name: string): SparseBlock
  /** The texts of the rows that the program is run on. */
  readonly texts: { readonly current: RowTexts | undefined }
  /** Has something done at this place of the program. */
  addRun(run: RunStep): void
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
export interface Kernel<S extends Step> extends Partial<SparseParts<S>> {
  /** What takes long to make of the coefficients, for ops that have such. */
  layOut?(step: S, parts: LayOutParts): ForestLayout
  compile(step: S, compilation: Compilation, out: Block): RunStep
  /** The value without writing it out, for ops whose readers can do without. */
  pieces?(step: S, compilation: Compilation): readonly Piece[]
  /** Whether `compile` reads its inputs through `pieces`. */
  readonly readsPieces?: boolean
}

/** How an op keeps a value of mostly zeros as its other numbers. */
export interface SparseParts<S extends Step> {
  /** Whether the step's value is sparse, given which values before it are. */
  isSparse(step: S, isSparse: (name: string) => boolean, coefficients: Coefficients): boolean
  /** The value, which the runs that are added here fill. */
  sparse(step: S, compilation: Compilation): SparseBlock
}
