/** Ops that compute new columns of old ones: what pipelines do beside trees and weighted sums. */
export type NumericStep =
  | MultiplyAddStep
  | ClipStep
  | MapStep
  | NormalizeStep
  | ProductStep
  | DistanceStep
  | InterpolateStep
  | WeightedMedianStep

/** x * factor + term, column by column, two roundings. */
export interface MultiplyAddStep {
  readonly op: 'multiplyAdd@1'
  readonly in: string
  readonly out: string
  readonly columns: readonly number[]
  /** Coefficient [columns], finite. */
  readonly factors: string
  /** Coefficient [columns], finite. */
  readonly terms: string
}

/** The nearest number from `lower` to `upper`, column by column; NaN stays. */
export interface ClipStep {
  readonly op: 'clip@1'
  readonly in: string
  readonly out: string
  readonly columns: readonly number[]
  /** Coefficient [columns], no NaN, none above its `upper`. */
  readonly lower: string
  /** Coefficient [columns], no NaN. */
  readonly upper: string
}

/**
 * A function of every column. `isMissing` gives 1 for NaN and 0 for a number, `rint` rounds halves to
 * even, `sign` gives +0 for zeros, `relu` max(x, 0), `logistic` 1 / (1 + exp(-x)), `normalCdf` and
 * `normalQuantile` are those of the standard normal distribution.
 */
export interface MapStep {
  readonly op: 'map@1'
  readonly in: string
  readonly out: string
  readonly function: MapFunction
}

export type MapFunction = (typeof mapFunctions)[number]

export const mapFunctions = [
  'abs',
  'ceil',
  'exp',
  'exp2',
  'expm1',
  'floor',
  'isMissing',
  'log',
  'log10',
  'log1p',
  'log2',
  'logistic',
  'negative',
  'normalCdf',
  'normalQuantile',
  'reciprocal',
  'relu',
  'rint',
  'sign',
  'sqrt',
  'square',
  'tanh',
  'trunc',
] as const

/**
 * A row divided by one number of its own, gathered in index order from 0: `sum`, `l1` (sum of
 * absolute values), `l2` (square root of the sum of squares) or `max` (largest absolute value). Where
 * that is 0, or below `least`, the row stays (`keep`), or all columns become 1 / width (`uniform`).
 */
export interface NormalizeStep {
  readonly op: 'normalize@1'
  readonly in: string
  readonly out: string
  readonly by: 'sum' | 'l1' | 'l2' | 'max'
  readonly zero: 'keep' | 'uniform'
  /** Zero or more. */
  readonly least: number
}

/** Products of pairs of columns: left[i] * right[i]. */
export interface ProductStep {
  readonly op: 'product@1'
  readonly in: string
  readonly out: string
  readonly left: readonly number[]
  readonly right: readonly number[]
}

/**
 * How far a row is from each of some points: terms |x[j] - p[j]|, in index order from 0; their
 * squares added (`squaredEuclidean`), themselves added (`manhattan`), or the largest (`chebyshev`).
 */
export interface DistanceStep {
  readonly op: 'distance@1'
  readonly in: string
  readonly out: string
  readonly points: string
  /** How many points; coefficient `points` is [count, width of `in`], finite. */
  readonly count: number
  readonly by: 'squaredEuclidean' | 'manhattan' | 'chebyshev'
}

/**
 * The straight line between the two knots beside a value, column by column: slope * (x - x0) + y0,
 * with (x0, y0) the last knot at or below x and slope = (y1 - y0) / (x1 - x0). Before the first and
 * after the last knot it is their y; at a knot its y; NaN stays.
 */
export interface InterpolateStep {
  readonly op: 'interpolate@1'
  readonly in: string
  readonly out: string
  readonly columns: readonly number[]
  /** Coefficient [columns + 1] i32: where the knots of each column start; at least one each. */
  readonly offsets: string
  /** Coefficient [knots] f64, finite, never falling within a column. */
  readonly x: string
  /** Coefficient [knots] f64, finite. */
  readonly y: string
}

/**
 * The column at which the weights, added up in the order of the columns' values (ties by index),
 * first reach half of their sum.
 */
export interface WeightedMedianStep {
  readonly op: 'weightedMedian@1'
  readonly in: string
  readonly out: string
  /** Coefficient [width of `in`] f64, finite, zero or more. */
  readonly weights: string
}
