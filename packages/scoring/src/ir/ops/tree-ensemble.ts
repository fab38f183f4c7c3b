import { missingRules, nodeFlags, type TreeArrays, treeArraysOf } from '../tree-arrays.ts'
import type { TreeEnsembleStep } from '../types.ts'
import type { Op } from './op.ts'
import { checkTrees } from './tree-ensemble-check.ts'
import { parseTreeEnsemble } from './tree-ensemble-json.ts'

/** A sum of decision trees: the definition of what a tree means. */
export const treeEnsembleOp: Op<TreeEnsembleStep> = {
  op: 'treeEnsemble@1',
  parse: parseTreeEnsemble,
  inputs: (step) => [step.in],
  coefficients: (step) => [
    ...[step.roots, step.treeSlots, step.features, step.thresholds, step.flags],
    ...[step.left, step.right, step.leafValues],
    ...[step.base, step.treeWeights].filter((name) => name !== undefined),
    ...Object.values(step.covers ?? {}),
    ...Object.values(step.categories ?? {}),
    ...Object.values(step.linearLeaves ?? {}),
  ],
  width: (step) => step.slots,
  validate: (step, check) =>
    checkTrees(step, treeArraysOf(step, check.coefficients), check.widthOf(step.in)),
  execute: (step, row) => {
    const trees = treeArraysOf(step, row.coefficients)
    const x = row.value(step.in).map((value) => toFeature(step, value))
    const sums = new Float64Array(step.slots)
    if (trees.base !== undefined) sums.set(trees.base)
    trees.roots.forEach((root, tree) => {
      addLeaf(step, trees, { sums, tree, leaf: findLeaf(step, trees, { root, x }), x })
    })
    return sums
  },
}

/** The value that trees see of an input. */
export function toFeature({ featureType, zeroBand }: TreeEnsembleStep, value: number): number {
  const x = featureType === 'f32' ? Math.fround(value) : value
  return zeroBand > 0 && Math.abs(x) <= zeroBand ? 0 : x
}

/** Walks from a root to a leaf. */
function findLeaf(
  step: TreeEnsembleStep,
  trees: TreeArrays,
  { root, x }: { root: number; x: Float64Array },
): number {
  let node = root
  while (node >= 0) {
    const value = x[trees.features[node] as number] as number
    node = (goesLeft(step, trees, node, value) ? trees.left[node] : trees.right[node]) as number
  }
  return ~node
}

/** Which way a node sends the value of its feature, as trees see it. */
export function goesLeft(
  step: TreeEnsembleStep,
  trees: TreeArrays,
  node: number,
  value: number,
): boolean {
  return isCategory(trees, node)
    ? categoryGoesLeft(step, trees, node, value)
    : numberGoesLeft(step, trees, node, value)
}

function isCategory(trees: TreeArrays, node: number): boolean {
  return ((trees.flags[node] as number) & nodeFlags.category) !== 0
}

function numberGoesLeft(
  { comparison }: TreeEnsembleStep,
  trees: TreeArrays,
  node: number,
  value: number,
): boolean {
  const flags = trees.flags[node] as number
  const rule = (flags & nodeFlags.missingMask) >> nodeFlags.missingShift
  const x = Number.isNaN(value) && rule !== missingRules.nan ? 0 : value
  const isMissing =
    (rule === missingRules.zero && x === 0) || (rule === missingRules.nan && Number.isNaN(x))
  if (isMissing) return (flags & nodeFlags.defaultLeft) !== 0
  const threshold = trees.thresholds[node] as number
  return comparison === 'less' ? x < threshold : x <= threshold
}

function categoryGoesLeft(
  { categoryHit, categoryRange }: TreeEnsembleStep,
  trees: TreeArrays,
  node: number,
  value: number,
): boolean {
  const flags = trees.flags[node] as number
  const rule = (flags & nodeFlags.missingMask) >> nodeFlags.missingShift
  if (Number.isNaN(value) && rule === missingRules.nan) {
    return (flags & nodeFlags.defaultLeft) !== 0
  }
  // NaN fails every comparison; -0.5 truncates to the int32 category 0.
  const isInRange =
    categoryRange === 'uint24' ? value >= 0 && value < 0x1000000 : value > -1 && value < 0x80000000
  const isHit = isInRange && hasCategory(trees, node, Math.trunc(value))
  return isHit === (categoryHit === 'left')
}

function hasCategory(trees: TreeArrays, node: number, category: number): boolean {
  if (trees.categories === undefined) return false
  const set = trees.thresholds[node] as number
  const start = trees.categories.offsets[set] as number
  const word = start + Math.floor(category / 32)
  if (word >= (trees.categories.offsets[set + 1] as number)) return false
  return (((trees.categories.words[word] as number) >>> (category % 32)) & 1) === 1
}

/** Adds what a leaf holds to the slot of its tree, or to all slots. */
function addLeaf(
  { accumulate, leafWidth }: TreeEnsembleStep,
  trees: TreeArrays,
  { sums, tree, leaf, x }: { sums: Float64Array; tree: number; leaf: number; x: Float64Array },
): void {
  const round = (value: number): number => (accumulate === 'f32' ? Math.fround(value) : value)
  const weight = trees.treeWeights?.[tree]
  for (let i = 0; i < leafWidth; i++) {
    const slot = leafWidth === 1 ? (trees.treeSlots[tree] as number) : i
    const value = leafValue(trees, leaf * leafWidth + i, x)
    const weighted = weight === undefined ? value : round(value * weight)
    sums[slot] = round((sums[slot] as number) + weighted)
  }
}

function leafValue(trees: TreeArrays, at: number, x: Float64Array): number {
  const plain = trees.leafValues[at] as number
  const { linear } = trees
  if (linear === undefined) return plain
  let value = linear.constants[at] as number
  for (let i = linear.offsets[at] as number; i < (linear.offsets[at + 1] as number); i++) {
    const feature = x[linear.features[i] as number] as number
    if (Number.isNaN(feature)) return plain
    value += (linear.coefficients[i] as number) * feature
  }
  return value
}
