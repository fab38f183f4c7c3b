/**
 * (0 + bias[k]) + sum of weights[k][j] * x[j], in index order, no fused multiply-add. Starting
 * from 0 + bias keeps the running sum from ever being -0, so that a term with x[j] = 0 never changes
 * a bit and an execution may leave it out. Weights and biases are finite.
 *
 * With `biasLast` the sum starts from +0 and ends with bias[k], as SciPy multiplies sparse matrices.
 *
 * `accumulate` f64: in doubles. f32: inputs, products and sums are rounded to the nearest 32-bit
 * float (Math.fround) one by one; weights and biases are floats.
 */
export interface LinearStep {
  readonly op: 'linear@1'
  readonly in: string
  readonly out: string
  readonly targets: number
  /** Absent: f64. */
  readonly accumulate?: 'f64' | 'f32'
  /** Absent: false. */
  readonly biasLast?: boolean
  /** Coefficient [targets, width of `in`]. */
  readonly weights: string
  /** Coefficient [targets]. */
  readonly bias: string
}
