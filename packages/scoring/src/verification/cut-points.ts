import { nextDownFloat32, nextUpFloat32 } from '@ratchet-ml/stats'
import { nodeFlags, type TreeArrays, treeArraysOf } from '../ir/tree-arrays.ts'
import type { Coefficients, Program, TreeEnsembleStep } from '../ir/types.ts'
import { type Origins, traceOrigins } from './origins.ts'

/** Where the answer of a program may jump as one feature moves. */
export interface CutPoints {
  /** Thresholds that the feature is compared with, ascending. */
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
  const found = Array.from({ length: featureCount }, () => ({
    thresholds: new Set<number>(),
    codes: 0,
  }))
  const origins = traceOrigins(program, coefficients)
  for (const step of program.steps) {
    if (step.op !== 'treeEnsemble@1') continue
    const trees = treeArraysOf(step, coefficients)
    collect(step, trees, { origins: origins.get(step.in) ?? [], found })
  }
  return found.map(({ thresholds, codes }) => ({
    thresholds: [...thresholds].sort((a, b) => a - b),
    codes,
  }))
}

interface Findings {
  readonly origins: Origins
  readonly found: readonly { thresholds: Set<number>; codes: number }[]
}

function collect(
  { featureType }: TreeEnsembleStep,
  trees: TreeArrays,
  { origins, found }: Findings,
): void {
  for (const [node, column] of trees.features.entries()) {
    const origin = origins[column]
    const points = origin === undefined ? undefined : found[origin.feature]
    if (origin === undefined || points === undefined) continue
    const threshold = trees.thresholds[node] as number
    if (((trees.flags[node] as number) & nodeFlags.category) !== 0) {
      points.codes = Math.max(points.codes, codesOf(trees, threshold))
    } else {
      for (const cut of featureType === 'f32' ? floatsAt(threshold) : [threshold]) {
        points.thresholds.add(cut * origin.scale + origin.center)
      }
    }
  }
}

/** Doubles beside a threshold round to it: the floats beside it are the ones that go elsewhere. */
function floatsAt(threshold: number): readonly number[] {
  return [nextDownFloat32(threshold), threshold, nextUpFloat32(threshold)]
}

function codesOf({ categories }: TreeArrays, set: number): number {
  const begin = categories?.offsets[set] ?? 0
  return ((categories?.offsets[set + 1] ?? begin) - begin) * 32
}
