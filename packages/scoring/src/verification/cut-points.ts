import { nodeFlags, type TreeArrays, treeArraysOf } from '../ir/tree-arrays.ts'
import type { Coefficients, Program } from '../ir/types.ts'
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
    collect(treeArraysOf(step, coefficients), origins.get(step.in) ?? [], found)
  }
  return found.map(({ thresholds, codes }) => ({
    thresholds: [...thresholds].sort((a, b) => a - b),
    codes,
  }))
}

function collect(
  trees: TreeArrays,
  origins: Origins,
  found: readonly { thresholds: Set<number>; codes: number }[],
): void {
  for (const [node, column] of trees.features.entries()) {
    const origin = origins[column]
    const points = origin === undefined ? undefined : found[origin.feature]
    if (origin === undefined || points === undefined) continue
    const threshold = trees.thresholds[node] as number
    if (((trees.flags[node] as number) & nodeFlags.category) !== 0) {
      points.codes = Math.max(points.codes, codesOf(trees, threshold))
    } else {
      points.thresholds.add(threshold * origin.scale + origin.center)
    }
  }
}

function codesOf({ categories }: TreeArrays, set: number): number {
  const begin = categories?.offsets[set] ?? 0
  return ((categories?.offsets[set + 1] ?? begin) - begin) * 32
}
