import type { WidthOf } from './ops/op.ts'
import { treeArraysOf } from './tree-arrays.ts'
import { treeDepths } from './tree-depth.ts'
import type { Coefficients, Program, Step } from './types.ts'

/**
 * What one row costs at most, in comparisons, multiplications and numbers written: a measure for
 * deciding how many rows are too many, never a time.
 */
export function rowCost(program: Program, coefficients: Coefficients, widthOf: WidthOf): number {
  return program.steps.reduce(
    (sum, step) => sum + widthOf(step.out) + workOf(step, coefficients),
    0,
  )
}

function workOf(step: Step, coefficients: Coefficients): number {
  if (step.op === 'linear@1') return coefficients.get(step.weights)?.data.length ?? 0
  if (step.op === 'obliviousEnsemble@1') return coefficients.get(step.features)?.data.length ?? 0
  if (step.op !== 'treeEnsemble@1') return 0
  const trees = treeArraysOf(step, coefficients)
  const found = treeDepths(trees, trees.roots)
  // A validated program has no cycles.
  const depths = 'depths' in found ? found.depths : new Int32Array()
  return depths.reduce((sum, depth) => sum + depth, trees.roots.length)
}
