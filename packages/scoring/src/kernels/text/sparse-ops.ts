import { log } from '@ratchet-ml/stats'
import type { MultiplyAddStep, NormalizeStep } from '../../ir/numeric-steps.ts'
import { castNumber } from '../../ir/ops/cast.ts'
import { sizeOf } from '../../ir/ops/size-of-row.ts'
import { divideBySize, tfidfOp } from '../../ir/ops/tfidf.ts'
import { float64Of } from '../../ir/tensors.ts'
import type { TfidfStep } from '../../ir/text-steps.ts'
import type { CastStep, ConcatStep, ScaleStep, SelectStep, ThresholdStep } from '../../ir/types.ts'
import type { SparseParts } from '../kernel.ts'
import { rowKernel } from '../row-kernel.ts'
import { changedBlock, chosenColumns, isClimbing, joinedBlock } from './change-sparse.ts'

/** How ops that leave zeros as they are work on what else a row holds. */

export const sparseTfidf: SparseParts<TfidfStep> = {
  isSparse: (step, isSparse) => isSparse(step.in),
  sparse: (step, compilation) => {
    const { sublinear } = step
    const factors =
      step.factors === undefined ? undefined : float64Of(compilation.coefficients, step.factors)
    return changedBlock(compilation.sparse(step.in), compilation, (columns, values, start, end) => {
      if (sublinear) dampen(values, start, end)
      if (factors !== undefined) {
        for (let i = start; i < end; i++) {
          const value = values[i] as number
          // Zeros stay zeros, whatever their factor.
          if (value !== 0) values[i] = value * (factors[columns[i] as number] as number)
        }
      }
      divideBySize(values, start, end, step)
    })
  },
}

/** Most counts are small: what these become is known. */
const dampened = Float64Array.from({ length: 64 }, (_, count) => log(count) + 1)

/** log(x) + 1 in place of every number that is not zero. */
function dampen(values: Float64Array, start: number, end: number): void {
  for (let i = start; i < end; i++) {
    const value = values[i] as number
    if (value === 0 || value === 1) continue
    const isKnown = value > 0 && value < dampened.length && Number.isInteger(value)
    values[i] = isKnown ? (dampened[value] as number) : log(value) + 1
  }
}

export const tfidfKernel = { ...rowKernel(tfidfOp), ...sparseTfidf }

export const sparseCast: SparseParts<CastStep> = {
  isSparse: (step, isSparse) => isSparse(step.in),
  sparse: ({ in: name, to }, compilation) =>
    changedBlock(compilation.sparse(name), compilation, (_columns, values, start, end) => {
      for (let i = start; i < end; i++) values[i] = castNumber(values[i] as number, to)
    }),
}

export const sparseConcat: SparseParts<ConcatStep> = {
  isSparse: (step, isSparse) => step.in.every(isSparse),
  sparse: (step, compilation) => joinedBlock(step.in.map(compilation.sparse), compilation),
}

export const sparseSelect: SparseParts<SelectStep> = {
  isSparse: (step, isSparse) => isSparse(step.in) && isClimbing(step.columns),
  sparse: ({ in: name, columns }, compilation) =>
    chosenColumns(compilation.sparse(name), columns, compilation, (value) => value),
}

export const sparseScale: SparseParts<ScaleStep> = {
  isSparse: (step, isSparse, coefficients) =>
    isSparse(step.in) &&
    isClimbing(step.columns) &&
    float64Of(coefficients, step.center).every((center) => center === 0) &&
    // A zero over a number below zero is -0.
    float64Of(coefficients, step.scale).every((scale) => scale > 0),
  sparse: (step, compilation) => {
    const scale = float64Of(compilation.coefficients, step.scale)
    return chosenColumns(
      compilation.sparse(step.in),
      step.columns,
      compilation,
      (value, place) => value / (scale[place] as number),
    )
  },
}

export const sparseMultiplyAdd: SparseParts<MultiplyAddStep> = {
  isSparse: (step, isSparse, coefficients) =>
    isSparse(step.in) &&
    isClimbing(step.columns) &&
    float64Of(coefficients, step.terms).every((term) => Object.is(term, 0)),
  sparse: (step, compilation) => {
    const factors = float64Of(compilation.coefficients, step.factors)
    return chosenColumns(
      compilation.sparse(step.in),
      step.columns,
      compilation,
      // As the sum with a zero, which is never -0.
      (value, place) => value * (factors[place] as number) + 0,
    )
  },
}

export const sparseThreshold: SparseParts<ThresholdStep> = {
  isSparse: ({ in: name, bound, orEqual }, isSparse) =>
    isSparse(name) && (bound > 0 || (bound === 0 && !orEqual)),
  sparse: ({ in: name, bound, orEqual }, compilation) =>
    changedBlock(compilation.sparse(name), compilation, (_columns, values, start, end) => {
      for (let i = start; i < end; i++) {
        const value = values[i] as number
        values[i] = +(orEqual ? value >= bound : value > bound)
      }
    }),
}

export const sparseNormalize: SparseParts<NormalizeStep> = {
  isSparse: ({ in: name, by, zero }, isSparse) => isSparse(name) && by !== 'sum' && zero === 'keep',
  sparse: ({ in: name, by, least }, compilation) =>
    changedBlock(compilation.sparse(name), compilation, (_columns, values, start, end) => {
      const size = sizeOf(by, values, { start, end })
      if (size === 0 || size < least) return
      for (let i = start; i < end; i++) values[i] = (values[i] as number) / size
    }),
}
