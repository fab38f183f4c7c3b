import { corrupt } from '../../corrupt.ts'
import { limits } from '../limits.ts'
import {
  checkFinite,
  checkOffsets,
  checkRange,
  float32Of,
  float64Of,
  int32Of,
  placeOf,
  uint8Of,
} from '../tensors.ts'
import type { Coefficients, ObliviousEnsembleStep } from '../types.ts'
import type { Op } from './op.ts'

/** Bits of a leaf's number; CatBoost trains no deeper trees. */
const mostSplits = 16

/** A sum of trees whose levels ask one question each, as CatBoost trains them. */
export const obliviousEnsembleOp: Op<ObliviousEnsembleStep> = {
  op: 'obliviousEnsemble@1',
  parse: (fields) => ({
    op: 'obliviousEnsemble@1',
    in: fields.name('in'),
    out: fields.name('out'),
    slots: fields.integer('slots', 1, limits.width),
    offsets: fields.name('offsets'),
    features: fields.name('features'),
    borders: fields.name('borders'),
    missing: fields.name('missing'),
    leafValues: fields.name('leafValues'),
  }),
  inputs: (step) => [step.in],
  coefficients: (step) => [
    step.offsets,
    step.features,
    step.borders,
    step.missing,
    step.leafValues,
  ],
  width: (step) => step.slots,
  validate: (step, { coefficients, widthOf }) =>
    checkTrees(step, obliviousArrays(step, coefficients), widthOf(step.in)),
  execute: (step, row) => {
    const { offsets, features, borders, missing, leafValues } = obliviousArrays(
      step,
      row.coefficients,
    )
    const x = row.value(step.in)
    const sums = new Float64Array(step.slots)
    let firstLeaf = 0
    for (let tree = 0; tree + 1 < offsets.length; tree++) {
      const [start, end] = [offsets[tree] as number, offsets[tree + 1] as number]
      let leaf = 0
      for (let split = start; split < end; split++) {
        const feature = features[split] as number
        const value = Math.fround(x[feature] as number)
        const isAbove = Number.isNaN(value)
          ? missing[feature] === 1
          : value > (borders[split] as number)
        if (isAbove) leaf += 1 << (split - start)
      }
      const at = (firstLeaf + leaf) * step.slots
      for (let k = 0; k < step.slots; k++) {
        sums[k] = (sums[k] as number) + (leafValues[at + k] as number)
      }
      firstLeaf += 1 << (end - start)
    }
    return sums
  },
}

/** The coefficients of an oblivious ensemble, looked up once. */
export interface ObliviousArrays {
  readonly offsets: Int32Array
  readonly features: Int32Array
  readonly borders: Float32Array
  readonly missing: Uint8Array
  readonly leafValues: Float64Array
}

/** @throws Refusal when an array is absent, of another type, or not as long as its fellows */
export function obliviousArrays(step: ObliviousEnsembleStep, all: Coefficients): ObliviousArrays {
  const features = int32Of(all, step.features)
  return {
    offsets: int32Of(all, step.offsets),
    features,
    borders: float32Of(all, step.borders, [features.length]),
    missing: uint8Of(all, step.missing),
    leafValues: float64Of(all, step.leafValues),
  }
}

function checkTrees(step: ObliviousEnsembleStep, trees: ObliviousArrays, width: number): void {
  const { offsets, features, borders, missing, leafValues } = trees
  if (offsets.length - 1 > limits.trees) {
    const found = `${offsets.length - 1} trees`
    throw corrupt(placeOf(step.offsets), found, `at most ${limits.trees}`)
  }
  if (features.length > limits.comparisonsPerRow) {
    const expected = `at most ${limits.comparisonsPerRow}`
    throw corrupt(placeOf(step.features), `${features.length} comparisons for one row`, expected)
  }
  checkOffsets(step.offsets, offsets, features.length)
  checkRange(step.features, features, { minimum: 0, maximum: width - 1 })
  checkFinite(step.borders, borders)
  if (missing.length !== width) {
    throw corrupt(placeOf(step.missing), `${missing.length} entries`, `${width}, one a column`)
  }
  const wrong = missing.findIndex((rule) => rule > 1)
  if (wrong >= 0) throw corrupt(placeOf(step.missing, wrong), String(missing[wrong]), '0 or 1')
  checkFinite(step.leafValues, leafValues)
  const leaves = countLeaves(step, offsets)
  if (leafValues.length === leaves * step.slots) return
  const expected = `${leaves * step.slots}: ${leaves} leaves of ${step.slots}`
  throw corrupt(placeOf(step.leafValues), `${leafValues.length} entries`, expected)
}

function countLeaves(step: ObliviousEnsembleStep, offsets: Int32Array): number {
  let leaves = 0
  for (let tree = 0; tree + 1 < offsets.length; tree++) {
    const splits = (offsets[tree + 1] as number) - (offsets[tree] as number)
    if (splits > mostSplits) {
      const place = placeOf(step.offsets, tree + 1)
      throw corrupt(place, `a tree of ${splits} splits`, `at most ${mostSplits}`)
    }
    leaves += 1 << splits
  }
  return leaves
}
