import { float64Of } from '../ir/tensors.ts'
import type { LinearStep } from '../ir/types.ts'
import type { Block, Kernel, Piece } from './kernel.ts'
import { isCode, widthOfPiece } from './pieces.ts'
import type { SparseBlock } from './text/sparse-block.ts'

/**
 * Adds the terms of one piece to every row's sums. A category code adds the one weight it selects:
 * the terms left out are zeros, which cannot change a sum that is never -0 (see LinearStep).
 */
type AddTerms = (sums: Float64Array, count: number) => void

/** The weights of one piece: `targets` rows of `stride`, of which it takes those from `at`. */
interface Weights {
  readonly data: Float64Array
  readonly stride: number
  readonly at: number
  readonly targets: number
  /** Inputs, products and sums are floats. */
  readonly isFloat: boolean
}

export const linearKernel: Kernel<LinearStep> = {
  readsPieces: true,
  compile: (step, compilation, out) => {
    const { targets } = step
    const isFloat = step.accumulate === 'f32'
    const pieces = compilation.pieces(step.in)
    const stride = pieces.reduce((sum, piece) => sum + widthOfPiece(piece), 0)
    const data = float64Of(compilation.coefficients, step.weights, [targets, stride])
    const bias = float64Of(compilation.coefficients, step.bias)
    let at = 0
    const adders = pieces.map((piece) => {
      const add = toAdder(piece, { data, stride, at, targets, isFloat })
      at += widthOfPiece(piece)
      return add
    })
    const [before, after] = step.biasLast === true ? [undefined, bias] : [bias, undefined]
    return (count) => {
      const sums = out.data
      const size = count * targets
      if (before === undefined) for (let i = 0; i < size; i++) sums[i] = 0
      else for (let i = 0; i < size; i++) sums[i] = 0 + (before[i % targets] as number)
      for (const add of adders) add(sums, count)
      if (after === undefined) return
      for (let i = 0; i < size; i++) {
        const sum = (sums[i] as number) + (after[i % targets] as number)
        sums[i] = isFloat ? Math.fround(sum) : sum
      }
    }
  },
}

function toAdder(piece: Piece, weights: Weights): AddTerms {
  if (piece.kind === 'code') return addCode(piece, weights)
  if (piece.kind === 'sparse') return addSparse(piece.source, weights)
  return weights.isFloat ? addFloats(piece.source, weights) : addDense(piece.source, weights)
}

function addCode(
  { source, column, size }: Extract<Piece, { kind: 'code' }>,
  { data, stride, at, targets, isFloat }: Weights,
): AddTerms {
  return (sums, count) => {
    for (let row = 0; row < count; row++) {
      const code = source.data[row * source.width + column] as number
      if (!isCode(code, size)) continue
      for (let target = 0; target < targets; target++) {
        const term = data[target * stride + at + code] as number
        const sum = (sums[row * targets + target] as number) + term
        sums[row * targets + target] = isFloat ? Math.fround(sum) : sum
      }
    }
  }
}

/**
 * The terms left out are zeros too. Of several targets the weights are laid out column by column, so
 * that those of one number stand together.
 */
function addSparse(source: SparseBlock, weights: Weights): AddTerms {
  const { targets, isFloat } = weights
  const columns = weightsByColumn(weights, source.width)
  return (sums, count) => {
    const { starts, columns: places, values } = source
    for (let row = 0; row < count; row++) {
      const end = starts[row + 1] as number
      for (let i = starts[row] as number; i < end; i++) {
        const value = values[i] as number
        const first = (places[i] as number) * targets
        for (let target = 0; target < targets; target++) {
          const weight = columns[first + target] as number
          const sum = sums[row * targets + target] as number
          sums[row * targets + target] = isFloat
            ? Math.fround(sum + Math.fround(weight * Math.fround(value)))
            : sum + weight * value
        }
      }
    }
  }
}

function weightsByColumn({ data, stride, at, targets }: Weights, width: number): Float64Array {
  if (targets === 1) return data.subarray(at, at + width)
  const turned = new Float64Array(width * targets)
  for (let target = 0; target < targets; target++) {
    for (let column = 0; column < width; column++) {
      turned[column * targets + target] = data[target * stride + at + column] as number
    }
  }
  return turned
}

/** Four rows at once: each sum waits for its last term, but not for those of other rows. */
function addDense({ width, data: rows }: Block, weights: Weights): AddTerms {
  const { data, stride, at, targets } = weights
  return (sums, count) => {
    let row = 0
    for (; row + 4 <= count; row += 4) addFourRows(rows, width, weights, sums, row)
    for (; row < count; row++) {
      for (let target = 0; target < targets; target++) {
        let sum = sums[row * targets + target] as number
        const first = target * stride + at
        for (let j = 0; j < width; j++) {
          sum += (data[first + j] as number) * (rows[row * width + j] as number)
        }
        sums[row * targets + target] = sum
      }
    }
  }
}

function addFourRows(
  rows: Float64Array,
  width: number,
  { data, stride, at, targets }: Weights,
  sums: Float64Array,
  row: number,
): void {
  const a = row * width
  const [b, c, d] = [a + width, a + 2 * width, a + 3 * width]
  for (let target = 0; target < targets; target++) {
    const sum = row * targets + target
    let first = sums[sum] as number
    let second = sums[sum + targets] as number
    let third = sums[sum + 2 * targets] as number
    let fourth = sums[sum + 3 * targets] as number
    const weightAt = target * stride + at
    for (let j = 0; j < width; j++) {
      const weight = data[weightAt + j] as number
      first += weight * (rows[a + j] as number)
      second += weight * (rows[b + j] as number)
      third += weight * (rows[c + j] as number)
      fourth += weight * (rows[d + j] as number)
    }
    sums[sum] = first
    sums[sum + targets] = second
    sums[sum + 2 * targets] = third
    sums[sum + 3 * targets] = fourth
  }
}

/** Products of two floats are exact as doubles, and sums of two round to the same float. */
function addFloats(source: Block, { data, stride, at, targets }: Weights): AddTerms {
  const { width } = source
  return (sums, count) => {
    for (let row = 0; row < count; row++) {
      for (let target = 0; target < targets; target++) {
        let sum = sums[row * targets + target] as number
        const first = target * stride + at
        for (let j = 0; j < width; j++) {
          const x = Math.fround(source.data[row * width + j] as number)
          sum = Math.fround(sum + Math.fround((data[first + j] as number) * x))
        }
        sums[row * targets + target] = sum
      }
    }
  }
}
