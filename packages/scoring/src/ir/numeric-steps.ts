import type { ChooseStep, CombineStep, PickStep, ProductStep, TopStep } from './combine-steps.ts'
import type { BSplineStep, InterpolateStep, PiecewiseStep, PowerStep } from './curve-steps.ts'
import type { DistanceStep, FillNearestStep, NeighborsStep } from './neighbor-steps.ts'

export type * from './combine-steps.ts'
export type * from './curve-steps.ts'
export type * from './neighbor-steps.ts'

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
