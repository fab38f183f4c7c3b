import type { Level } from '../../../contract/types.ts'
import type { TokenRules } from '../text/token-rules.ts'
import type { ElementType } from '../types.ts'

/** What a name of the graph stands for while it is lowered. */
export type Value =
  | ConstantValue
  | ColumnsValue
  | ShapeValue
  | TurnedValue
  | TextsValue
  | TokensValue

/** A tensor that is the same for every row. */
export interface ConstantValue {
  readonly kind: 'constant'
  readonly element: ElementType
  readonly dims: readonly number[]
  readonly numbers: Float64Array
  /** Instead of the numbers, where the elements are texts. */
  readonly texts?: readonly string[]
}

/** A tensor whose first dimension is the rows: so many columns of each row. */
export interface ColumnsValue {
  readonly kind: 'columns'
  readonly element: ElementType
  /** Lengths of the other dimensions; none: one number a row. */
  readonly shape: readonly number[]
  /** The value of the program that holds the columns; of texts, the index of each in its levels. */
  readonly name: string
  /** Singles may still hold what was given in doubles; `Lowering.exact` rounds them. */
  readonly isRounded: boolean
  /** Of texts, for each column. */
  readonly levels?: readonly Levels[]
  /** Whole numbers or texts that are one of a list: which, as a value of the program. */
  readonly classes?: { readonly index: string; readonly levels: readonly Level[] }
  /** Scores: the value that they were computed of by a link alone. */
  readonly margins?: string
  /** Numbers above zero, most of them zero: counts of words, and what is made of them. */
  readonly isSparse?: true
  /** Scores: what their columns are called. */
  readonly labels?: readonly Level[]
}

/** The texts that a column may hold, by index. */
export interface Levels {
  readonly texts: string[]
  /** An input: other texts are missing values; texts that a node asks for are added. */
  readonly isOpen: boolean
  /** An unknown text is a fault of the row. */
  refusesUnknown?: boolean
  /** An input: which of a row's cells it is. */
  readonly cell?: number
  /** Any text is read, for the words in it: no list of levels. */
  isText?: boolean
}

/** A text of each row. */
export interface TextsValue {
  readonly kind: 'texts'
  /** An input. */
  readonly column: Levels
  /** In small letters. */
  readonly isLower: boolean
}

/** The tokens of a text: more or fewer for each row. */
export interface TokensValue extends Omit<TextsValue, 'kind'> {
  readonly kind: 'tokens'
  readonly rules: TokenRules
  /** What follows the tokens of texts that have fewer than others of a call. */
  readonly padding: string
}

/** A tensor of lengths, of which some may be the number of rows. */
export interface ShapeValue {
  readonly kind: 'shape'
  readonly lengths: readonly (number | 'rows')[]
}

/** Rows whose number is not the first dimension. */
export interface TurnedValue {
  readonly kind: 'turned'
  /**
   * `lead`: the first dimension of the columns stands before the rows, [m, rows, …]; `flat`: both are one
   * dimension, as of m tensors of rows below one another.
   */
  readonly form: 'lead' | 'flat'
  /** As they are with the rows first. */
  readonly columns: ColumnsValue
}

/** Numbers that the dimensions make room for; one for none. */
export function sizeOf(dims: readonly number[]): number {
  return dims.reduce((product, length) => product * length, 1)
}

/** How far apart two neighbours of each dimension lie, row-major. */
export function stridesOf(dims: readonly number[]): readonly number[] {
  return dims.map((_, axis) => sizeOf(dims.slice(axis + 1)))
}
