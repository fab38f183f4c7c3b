import { goesLeft, toFeature } from '../../ir/ops/tree-ensemble.ts'
import { type TreeArrays, treeArraysOf } from '../../ir/tree-arrays.ts'
import type { Coefficients, TreeEnsembleStep } from '../../ir/types.ts'

/**
 * Shapley values by their definition: over all subsets of the features, what a feature adds to the
 * ensemble's value of the subset. Only for a handful of features.
 */
export function bruteForce(
  step: TreeEnsembleStep,
  coefficients: Coefficients,
  row: Float64Array,
): { readonly contributions: Float64Array; readonly base: Float64Array } {
  const trees = treeArraysOf(step, coefficients)
  const x = row.map((value) => toFeature(step, value))
  const count = row.length
  const values = Array.from({ length: 2 ** count }, (_, known) => worthOf(step, trees, x, known))
  const contributions = new Float64Array(step.slots * count)
  for (let feature = 0; feature < count; feature++) {
    for (let known = 0; known < 2 ** count; known++) {
      if ((known >> feature) % 2 === 1) continue
      const size = [...known.toString(2)].filter((bit) => bit === '1').length
      const share = (factorial(size) * factorial(count - size - 1)) / factorial(count)
      const [without, with_] = [values[known], values[known + 2 ** feature]]
      for (let slot = 0; slot < step.slots; slot++) {
        const at = slot * count + feature
        const gain = (with_?.[slot] as number) - (without?.[slot] as number)
        contributions[at] = (contributions[at] as number) + share * gain
      }
    }
  }
  return { contributions, base: values[0] as Float64Array }
}

function worthOf(
  step: TreeEnsembleStep,
  trees: TreeArrays,
  x: Float64Array,
  known: number,
): Float64Array {
  const sums = trees.base?.slice() ?? new Float64Array(step.slots)
  const coverOf = (child: number) =>
    (child < 0 ? trees.covers?.leaves[~child] : trees.covers?.nodes[child]) as number
  const visit = (child: number, share: number, tree: number): void => {
    if (child < 0) {
      for (let i = 0; i < step.leafWidth; i++) {
        const slot = step.leafWidth === 1 ? (trees.treeSlots[tree] as number) : i
        const weight = trees.treeWeights?.[tree] ?? 1
        const leaf = trees.leafValues[~child * step.leafWidth + i] as number
        const product = step.accumulate === 'f32' ? Math.fround(leaf * weight) : leaf * weight
        sums[slot] = (sums[slot] as number) + share * product
      }
      return
    }
    const feature = trees.features[child] as number
    const [left, right] = [trees.left[child] as number, trees.right[child] as number]
    if ((known >> feature) % 2 === 1) {
      visit(goesLeft(step, trees, child, x[feature] as number) ? left : right, share, tree)
      return
    }
    const all = coverOf(child)
    for (const next of [left, right]) {
      visit(next, share * (all === 0 ? 0.5 : coverOf(next) / all), tree)
    }
  }
  trees.roots.forEach((root, tree) => {
    visit(root, 1, tree)
  })
  return sums
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1)
}
