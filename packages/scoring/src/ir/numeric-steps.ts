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
  | PowerStep
  | PiecewiseStep
  | BSplineStep
  | NeighborsStep
  | FillNearestStep
  | PairCouplingStep
  | CombineStep
  | ChooseStep
  | TopStep
  | PickStep

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
 * `normalQuantile` are those of the standard normal distribution, `probitFloat` what the ONNX operators
 * take for its quantile: by Winitzki's formula for the inverse of erf, rounded to a 32-bit float.
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
  'probitFloat',
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

/**
 * A power of every column with an exponent of its own, such that 0 stays or 1 becomes 0. `boxCox`:
 * expm1(e log x) / e, and log x for e = 0. `yeoJohnson`: for x >= 0 that of 1 + x, for x < 0
 * -(that of 1 - x with the exponent 2 - e).
 */
export interface PowerStep {
  readonly op: 'power@1'
  readonly in: string
  readonly out: string
  readonly columns: readonly number[]
  /** Coefficient [columns], finite. */
  readonly exponents: string
  readonly kind: 'boxCox' | 'yeoJohnson'
}

/**
 * Polynomials of a column, others from each break on: with b the last break but one at or below x,
 * else the first, c0 + c1 (x - b) + …, by Horner's rule. The last break only ends the last piece,
 * which goes on beyond it, as the first does before its own.
 */
export interface PiecewiseStep {
  readonly op: 'piecewise@1'
  readonly in: string
  readonly out: string
  readonly columns: readonly number[]
  /** Of each column, how many polynomials there are. */
  readonly sizes: readonly number[]
  readonly degree: number
  /** Coefficient [columns + 1] i32: where the breaks of each column start; at least two each. */
  readonly offsets: string
  /** Coefficient [breaks] f64, finite, climbing within a column. */
  readonly breaks: string
  /** Coefficient f64, finite: of each column, piece, and polynomial c0 … c[degree]. */
  readonly coefficients: string
}

/**
 * The B-splines of a column over its knots, `sizes` of them, all but `degree` + 1 of them 0. Between the
 * knots l and l + 1, l the last of `degree` to `sizes` - 1 that is at or below x, else the first, by de
 * Boor's recurrence: h = [1]; for j from 1 to the degree, of each n from 1 to j and w = h[n - 1] / (t[l + n]
 * - t[l + n - j]), the next h[n - 1] gets w (t[l + n] - x) added and the next h[n] is w (x - t[l + n - j]);
 * 0 where the two knots are equal. `periodic`: of x - t[degree] first what is left when whole periods
 * t[sizes] - t[degree] are taken away. NaN stays.
 */
export interface BSplineStep {
  readonly op: 'bSpline@1'
  readonly in: string
  readonly out: string
  readonly columns: readonly number[]
  /** Of each column, how many splines there are. */
  readonly sizes: readonly number[]
  readonly degree: number
  readonly periodic: boolean
  /** Coefficient [columns + 1] i32: where the knots of each column start; sizes + degree + 1 each. */
  readonly offsets: string
  /** Coefficient [knots] f64, finite, never falling within a column. */
  readonly knots: string
}

/**
 * The mean of numbers that belong to the `k` nearest points: `in` holds the distances, ties go to the
 * first. `distance` weighs by 1 / distance; where some are 0, those alone count. Sums run over the
 * points from the nearest on.
 */
export interface NeighborsStep {
  readonly op: 'neighbors@1'
  readonly in: string
  readonly out: string
  readonly k: number
  readonly weights: 'uniform' | 'distance'
  readonly targets: number
  /** Coefficient [width of `in`, targets], finite. */
  readonly values: string
}

/**
 * A missing value (NaN) becomes the mean of what the `k` nearest of the known rows have in its column, of those
 * that have it; the column's mean where there is none. How far a row is: the root of d, divided by the number of columns that
 * neither lacks, times the number of all; a row that shares none is no neighbour. d is the sum of the squared gaps of those columns,
 * as max(0, max(0, -2 x p + x x + p p) - those of x x that p lacks - those of p p that x lacks), sums in index order. Ties go to
 * the first; `distance` weighs by 1 / distance, and where some are 0, those alone count. Sums run from the nearest on.
 */
export interface FillNearestStep {
  readonly op: 'fillNearest@1'
  readonly in: string
  readonly out: string
  readonly rows: number
  readonly k: number
  readonly weights: 'uniform' | 'distance'
  /** Coefficient [rows, width of `in`], NaN where a row lacks a value, not infinite. */
  readonly points: string
  /** Coefficient [width of `in`], finite. */
  readonly means: string
}

/**
 * Probabilities of classes from the decisions between every two of them, as LIBSVM couples them:
 * r = 1 / (1 + exp(a d + b)) within [1e-7, 1 - 1e-7] for classes i < j, then the second method of
 * Wu, Lin and Weng (2004), stopped as there.
 */
export interface PairCouplingStep {
  readonly op: 'pairCoupling@1'
  readonly in: string
  readonly out: string
  readonly classes: number
  /** Coefficient [pairs], finite. */
  readonly a: string
  /** Coefficient [pairs], finite. */
  readonly b: string
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
