import { nextDownFloat32, nextUpFloat32 } from '@ratchet-ml/stats'
import { binArrays } from '../ir/ops/bin.ts'
import { obliviousArrays } from '../ir/ops/oblivious-ensemble.ts'
import { nodeFlags, type TreeArrays, treeArraysOf } from '../ir/tree-arrays.ts'
import type { BinStep, Coefficients, Program, TreeEnsembleStep } from '../ir/types.ts'
import { type Origins, traceOrigins } from './origins.ts'

/** Where the answer of a program may jump as one feature moves. */
export interface CutPoints {
  /** Numbers that the feature is compared with, ascending; of floats, the floats beside them too. */
  readonly thresholds: readonly number[]
  /** One more than the largest category code that a tree asks the feature for; 0 for none. */
  readonly codes: number
}

/** The cut points of every feature, by its position in the encoded row. */
export function findCutPoints(
  program: Program,
  coefficients: Coefficients,
  featureCount: number,
): readonly CutPoints[] {
  const found = new FoundCuts(featureCount)
  const origins = traceOrigins(program, coefficients)
  for (const step of program.steps) {
    if (step.op === 'input@1' || step.op === 'concat@1') continue
    found.origins = origins.get(step.in) ?? []
    if (step.op === 'treeEnsemble@1') addTrees(found, step, treeArraysOf(step, coefficients))
    if (step.op === 'bin@1') addBins(found, step, coefficients)
    if (step.op === 'obliviousEnsemble@1') {
      const { features, borders } = obliviousArrays(step, coefficients)
      for (const [i, column] of features.entries()) found.addFloat(column, borders[i] as number)
    }
  }
  return found.sorted()
}

/** Gathers cuts of columns under the features that they come from. */
class FoundCuts {
  /** Of the columns that cuts are given for. */
  origins: Origins = []
  readonly #points: readonly { readonly thresholds: Set<number>; codes: number }[]

  constructor(featureCount: number) {
    this.#points = Array.from({ length: featureCount }, () => ({
      thresholds: new Set<number>(),
      codes: 0,
    }))
  }

  add(column: number, threshold: number): void {
    const origin = this.origins[column]
    if (origin === undefined) return
    const points = this.#points[origin.feature]
    points?.thresholds.add(threshold * origin.scale + origin.center)
  }

  /** The doubles beside a float round to it: only other floats lie on its other sides. */
  addFloat(column: number, threshold: number): void {
    for (const float of [nextDownFloat32(threshold), threshold, nextUpFloat32(threshold)]) {
      this.add(column, float)
    }
  }

  addCodes(column: number, codes: number): void {
    const origin = this.origins[column]
    const points = origin && this.#points[origin.feature]
    if (points !== undefined) points.codes = Math.max(points.codes, codes)
  }

  sorted(): readonly CutPoints[] {
    return this.#points.map(({ thresholds, codes }) => ({
      thresholds: [...thresholds].sort((a, b) => a - b),
      codes,
    }))
  }
}

function addTrees(found: FoundCuts, { featureType }: TreeEnsembleStep, trees: TreeArrays): void {
  for (const [node, column] of trees.features.entries()) {
    const threshold = trees.thresholds[node] as number
    if (((trees.flags[node] as number) & nodeFlags.category) !== 0) {
      found.addCodes(column, codesOf(trees, threshold))
    } else if (featureType === 'f32') found.addFloat(column, threshold)
    else found.add(column, threshold)
  }
}

function codesOf({ categories }: TreeArrays, set: number): number {
  const begin = categories?.offsets[set] ?? 0
  return ((categories?.offsets[set + 1] ?? begin) - begin) * 32
}

function addBins(found: FoundCuts, step: BinStep, coefficients: Coefficients): void {
  const { offsets, edges } = binArrays(step, coefficients)
  for (const [i, column] of step.columns.entries()) {
    for (const edge of edges.subarray(offsets[i], offsets[i + 1])) found.add(column, edge)
  }
}
