/** Ops from the numbers of members and classes to an answer: summed, linked, classified, held against a bound. */

/**
 * One number for each column of `members` blocks of equal width that stand side by side in `in`:
 * column k of the answer takes k, k + w, k + 2w … in this order, w being the width of the answer.
 * `sum` adds in f64 from zero; `mean` divides that by the number of members; `largest` and
 * `smallest` give NaN where one is NaN, and hold 0 for larger than -0.
 */
export interface AggregateStep {
  readonly op: 'aggregate@1'
  readonly in: string
  readonly out: string
  readonly members: number
  readonly by: 'sum' | 'mean' | 'largest' | 'smallest'
}

/** The function from margins to the scale of the answer, applied to each row's margins. */
export type Link =
  | { readonly kind: 'identity' }
  | { readonly kind: 'sigmoid'; readonly alpha: number }
  | { readonly kind: 'softmax' }
  /** Independent sigmoids, not normalised. */
  | { readonly kind: 'sigmoidEach'; readonly alpha: number }
  | { readonly kind: 'exp' }
  | { readonly kind: 'log1pExp' }
  /** sign(x) * x * x */
  | { readonly kind: 'signedSquare' }
  /** 1 above 0, else 0. */
  | { readonly kind: 'isPositive' }
  /** With every operation rounded to a 32-bit float: what XGBoost computes. */
  | { readonly kind: 'sigmoidFloat' }
  | { readonly kind: 'softmaxFloat' }
  | { readonly kind: 'expFloat' }
  /**
   * Softmax of an ONNX classifier: what is within 1e-7 of 0 stays near 0, multiplied by exp of minus the
   * largest instead of raised; all are 1/2 where their sum is 0.
   */
  | { readonly kind: 'softmaxNonzero' }
  /** In ascending order. */
  | { readonly kind: 'ascending' }
  /** The first as it is, each further one the one before + softplus(x) + 1e-6, in floats. */
  | { readonly kind: 'expectilesFloat' }

export interface LinkStep {
  readonly op: 'link@1'
  readonly in: string
  readonly out: string
  readonly link: Link
  /** Margins are divided by this before the link; 1 changes nothing. */
  readonly divisor: number
  /** A link of one column to a share p answers two columns, [1 - p, p]; in floats if p is one. */
  readonly complement: boolean
}

/** Index of the largest column, ties to the first; columns that are NaN never win, 0 if all are. */
export interface ClassifyStep {
  readonly op: 'classify@1'
  readonly in: string
  readonly out: string
}

/** 1 where a column is above the bound (`orEqual`: at or above it), else 0; NaN gives 0. */
export interface ThresholdStep {
  readonly op: 'threshold@1'
  readonly in: string
  readonly out: string
  readonly bound: number
  readonly orEqual: boolean
}
