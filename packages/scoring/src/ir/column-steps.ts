/** Ops that take columns as they come: the row in, columns chosen, joined, filled and scaled. */

/**
 * The encoded row: one double per feature of the contract, in its order. A text is none: its cell holds a
 * number by which the row's list of texts has it.
 */
export interface InputStep {
  readonly op: 'input@1'
  readonly out: string
  readonly width: number
}

/** Missing values (NaN) of the selected columns become the given numbers. */
export interface ImputeStep {
  readonly op: 'impute@1'
  readonly in: string
  readonly out: string
  /** Column indices of `in`; the output has these columns in this order. */
  readonly columns: readonly number[]
  /** Coefficient [columns]: what stands in for a missing value. */
  readonly values: string
}

/** (x - center) / scale, column by column. */
export interface ScaleStep {
  readonly op: 'scale@1'
  readonly in: string
  readonly out: string
  readonly columns: readonly number[]
  /** Coefficient [columns]. */
  readonly center: string
  /** Coefficient [columns], no zero. */
  readonly scale: string
}

/**
 * A category code becomes `sizes[i]` zeros and ones. A missing, fractional, negative or too large
 * code becomes all zeros.
 */
export interface OneHotStep {
  readonly op: 'oneHot@1'
  readonly in: string
  readonly out: string
  readonly columns: readonly number[]
  readonly sizes: readonly number[]
}

/** Values side by side. */
export interface ConcatStep {
  readonly op: 'concat@1'
  readonly in: readonly string[]
  readonly out: string
}

/** Columns of a value in the order they are named; a column may be taken more than once. */
export interface SelectStep {
  readonly op: 'select@1'
  readonly in: string
  readonly out: string
  readonly columns: readonly number[]
}

/**
 * Every column in another type of number, held in a double. `f32`, `f16`: the nearest single or half, ties
 * to even, infinite beyond its range. `integer`: the fraction is cut off, +0 for what lies within (-1, 1). NaN
 * and infinities stay.
 */
export interface CastStep {
  readonly op: 'cast@1'
  readonly in: string
  readonly out: string
  readonly to: 'f32' | 'f16' | 'integer'
}
