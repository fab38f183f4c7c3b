/** Ops that hold columns of a row against one another: computed, chosen, ranked, picked. */

/** Products of pairs of columns: left[i] * right[i]. */
export interface ProductStep {
  readonly op: 'product@1'
  readonly in: string
  readonly out: string
  readonly left: readonly number[]
  readonly right: readonly number[]
}

/**
 * A function of two numbers for pairs of columns of `in`; a column from its width on is one of the
 * constants. Comparisons, `and` and `or` give 1 or 0, where any number but 0 is true, and NaN is equal to
 * nothing; `smallest` and `largest` give NaN where one is; `remainder` has the sign of the left number.
 * `round`: the result as the nearest 32-bit float, or with its fraction cut off.
 */
export interface CombineStep {
  readonly op: 'combine@1'
  readonly in: string
  readonly out: string
  readonly by: CombineFunction
  readonly left: readonly number[]
  readonly right: readonly number[]
  /** Coefficient f64. */
  readonly constants?: string
  readonly round: 'no' | 'f32' | 'integer'
}

export type CombineFunction = (typeof combineFunctions)[number]

export const combineFunctions = [
  'add',
  'subtract',
  'multiply',
  'divide',
  'power',
  'remainder',
  'smallest',
  'largest',
  'equal',
  'less',
  'lessOrEqual',
  'and',
  'or',
] as const

/** `left` where the condition is not 0, else `right`; columns are counted as in `combine@1`. */
export interface ChooseStep {
  readonly op: 'choose@1'
  readonly in: string
  readonly out: string
  readonly condition: readonly number[]
  readonly left: readonly number[]
  readonly right: readonly number[]
  /** Coefficient f64. */
  readonly constants?: string
}

/**
 * The `k` largest or smallest numbers of a row in this order, then the columns that they stand in. Of
 * equals the first comes first; NaN comes last.
 */
export interface TopStep {
  readonly op: 'top@1'
  readonly in: string
  readonly out: string
  readonly k: number
  readonly from: 'largest' | 'smallest'
}

/** For each column of `index`, which holds a place in `from`, the column there; NaN where it holds none. */
export interface PickStep {
  readonly op: 'pick@1'
  readonly in: string
  readonly out: string
  readonly from: readonly number[]
  readonly index: readonly number[]
}
