/** Ops that bend a column: between knots, by powers, by polynomials piece by piece. */

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
