import { getOp } from './op-table.ts'
import { obliviousArrays } from './ops/oblivious-ensemble.ts'
import type { WidthOf } from './ops/op.ts'
import { treeArraysOf } from './tree-arrays.ts'
import { treeDepths } from './tree-depth.ts'
import type { Coefficients, Program, Step, TreeEnsembleStep } from './types.ts'

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

/** Of a text of some words, for each size of terms. */
const textWork = 1000

function workOf(step: Step, coefficients: Coefficients): number {
  if (step.op === 'treeEnsemble@1') return treeWork(step, coefficients)
  if (step.op === 'obliviousEnsemble@1') {
    const { features, offsets } = obliviousArrays(step, coefficients)
    return features.length + offsets.length * step.slots
  }
  // Vocabularies and tables of characters are looked up, not gone through.
  if (step.op === 'textCounts@1') return textWork * (step.largest - step.smallest + 1)
  // The other ops use each of their numbers once.
  const names = getOp(step.op).coefficients(step)
  return names.reduce((sum, name) => sum + (coefficients.get(name)?.data.length ?? 0), 0)
}

/** Subtrees may be shared, so that the walks count and not the nodes. */
function treeWork(step: TreeEnsembleStep, coefficients: Coefficients): number {
  const trees = treeArraysOf(step, coefficients)
  const found = treeDepths(trees, trees.roots)
  // A validated program has no cycles.
  const depths = 'depths' in found ? found.depths : new Int32Array()
  return depths.reduce((sum, depth) => sum + depth, trees.roots.length * step.leafWidth)
}
