import { createSymmetric, rowStart, type SymmetricMatrix } from './cholesky.ts'
import type { DesignMatrix } from './design-matrix.ts'
import type { Loss } from './losses.ts'

/** What is minimised: the sum of the rows' losses + (l2 / 2) |weights|², the intercept left out. */
export interface Problem {
  readonly design: DesignMatrix
  readonly label: Float64Array
  readonly weight: Float64Array | undefined
  readonly loss: Loss
  readonly l2: number
}

/** The objective at one point, with its first and second derivatives. */
export interface Point {
  /** One entry a design column, then the intercept. */
  readonly parameters: Float64Array
  readonly objective: number
  readonly gradient: Float64Array
  /** Largest absolute component of the gradient. */
  readonly gradientNorm: number
  readonly hessian: SymmetricMatrix
}

/** Sums run over blocks of rows first: the rounding error grows with the block, not with the data. */
const blockRows = 4096

/** Rows in order, blocks in order: the same data give the same bits. */
export function evaluate(problem: Problem, parameters: Float64Array): Point {
  const { design } = problem
  const size = design.width + 1
  const gradient = new Float64Array(size)
  const hessian = createSymmetric(size)
  let losses = 0
  const block = { gradient: new Float64Array(size), hessian: hessian.data, loss: 0 }
  for (let start = 0; start < design.rows; start += blockRows) {
    block.loss = 0
    block.gradient.fill(0)
    addRows(problem, parameters, block, start)
    losses += block.loss
    for (let j = 0; j < size; j++) {
      gradient[j] = (gradient[j] as number) + (block.gradient[j] as number)
    }
  }
  const objective = losses + penalise(problem, parameters, gradient, hessian)
  const gradientNorm = gradient.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0)
  return { parameters, objective, gradient, gradientNorm, hessian }
}

interface Block {
  loss: number
  readonly gradient: Float64Array
  /** Lower triangle of the whole Hessian: only steers the steps, so needs no blocks. */
  readonly hessian: Float64Array
}

function addRows(problem: Problem, parameters: Float64Array, block: Block, start: number): void {
  const { design, label, weight, loss } = problem
  const end = Math.min(start + blockRows, design.rows)
  const terms = new Float64Array(3)
  for (let row = start; row < end; row++) {
    loss.evaluate(marginOf(design, parameters, row), label[row] as number, terms)
    const times = weight === undefined ? 1 : (weight[row] as number)
    block.loss += times * (terms[0] as number)
    addGradient(design, row, times * (terms[1] as number), block.gradient)
    addHessian(design, row, times * (terms[2] as number), block.hessian)
  }
}

/** Intercept + weights · row, in the order of the op linear@1. */
function marginOf(design: DesignMatrix, parameters: Float64Array, row: number): number {
  const { numericCount, categoryCount, numeric, ones } = design
  let sum = 0 + (parameters[design.width] as number)
  for (let j = 0; j < numericCount; j++) {
    sum += (parameters[j] as number) * (numeric[row * numericCount + j] as number)
  }
  for (let c = 0; c < categoryCount; c++) {
    const column = ones[row * categoryCount + c] as number
    if (column >= 0) sum += parameters[column] as number
  }
  return sum
}

function addGradient(design: DesignMatrix, row: number, slope: number, out: Float64Array): void {
  const { numericCount, categoryCount, numeric, ones, width } = design
  for (let j = 0; j < numericCount; j++) {
    out[j] = (out[j] as number) + slope * (numeric[row * numericCount + j] as number)
  }
  for (let c = 0; c < categoryCount; c++) {
    const column = ones[row * categoryCount + c] as number
    if (column >= 0) out[column] = (out[column] as number) + slope
  }
  out[width] = (out[width] as number) + slope
}

/** Adds curvature · row · rowᵀ, touching only the pairs of columns that are not zero. */
function addHessian(design: DesignMatrix, row: number, curvature: number, out: Float64Array): void {
  const { numericCount, categoryCount, numeric, ones, width } = design
  const first = row * numericCount
  const interceptRow = rowStart(width)
  for (let j = 0; j < numericCount; j++) {
    const value = curvature * (numeric[first + j] as number)
    const at = rowStart(j)
    for (let k = 0; k <= j; k++) {
      out[at + k] = (out[at + k] as number) + value * (numeric[first + k] as number)
    }
    out[interceptRow + j] = (out[interceptRow + j] as number) + value
  }
  for (let c = 0; c < categoryCount; c++) {
    const column = ones[row * categoryCount + c] as number
    if (column < 0) continue
    const at = rowStart(column)
    for (let k = 0; k < numericCount; k++) {
      out[at + k] = (out[at + k] as number) + curvature * (numeric[first + k] as number)
    }
    // Categories stand in column order, so the earlier one's column is the smaller.
    for (let e = 0; e <= c; e++) {
      const earlier = ones[row * categoryCount + e] as number
      if (earlier >= 0) out[at + earlier] = (out[at + earlier] as number) + curvature
    }
    out[interceptRow + column] = (out[interceptRow + column] as number) + curvature
  }
  out[interceptRow + width] = (out[interceptRow + width] as number) + curvature
}

/** Adds the penalty's derivatives. @returns the penalty */
function penalise(
  { design, l2 }: Problem,
  parameters: Float64Array,
  gradient: Float64Array,
  hessian: SymmetricMatrix,
): number {
  let squares = 0
  for (let j = 0; j < design.width; j++) {
    const value = parameters[j] as number
    squares += value * value
    gradient[j] = (gradient[j] as number) + l2 * value
    const diagonal = rowStart(j) + j
    hessian.data[diagonal] = (hessian.data[diagonal] as number) + l2
  }
  return (l2 / 2) * squares
}
