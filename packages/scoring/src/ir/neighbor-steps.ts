/** Ops that ask how far a row is from known points, and what the nearest have. */

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
