import { corrupt } from '../../corrupt.ts'
import { shown } from '../../shown.ts'
import { limits } from '../limits.ts'
import type { StepFields } from '../step-fields.ts'
import { missingRules, nodeFlags, type TreeArrays, treeArraysOf } from '../tree-arrays.ts'
import type { TreeEnsembleStep } from '../types.ts'
import type { Op } from './op.ts'
import { checkTrees } from './tree-ensemble-check.ts'

/** A sum of decision trees: the definition of what a tree means. */
export const treeEnsembleOp: Op<TreeEnsembleStep> = {
  op: 'treeEnsemble@1',
  parse: (fields) => ({
    op: 'treeEnsemble@1',
    in: fields.name('in'),
    out: fields.name('out'),
    slots: fields.integer('slots', 1, limits.width),
    featureType: fields.oneOf('featureType', ['f64']),
    comparison: fields.oneOf('comparison', ['lessOrEqual']),
    zeroBand: parseBand(fields),
    roots: fields.name('roots'),
    treeSlots: fields.name('treeSlots'),
    features: fields.name('features'),
    thresholds: fields.name('thresholds'),
    flags: fields.name('flags'),
    left: fields.name('left'),
    right: fields.name('right'),
    leafValues: fields.name('leafValues'),
    ...parseCategories(fields),
    ...parseLinearLeaves(fields),
  }),
  inputs: (step) => [step.in],
  coefficients: (step) => [
    ...[step.roots, step.treeSlots, step.features, step.thresholds, step.flags],
    ...[step.left, step.right, step.leafValues],
    ...Object.values(step.categories ?? {}),
    ...Object.values(step.linearLeaves ?? {}),
  ],
  width: (step) => step.slots,
  validate: (step, check) =>
    checkTrees(step, treeArraysOf(step, check.coefficients), check.widthOf(step.in)),
  execute: (step, row) => {
    const trees = treeArraysOf(step, row.coefficients)
    const x = row.value(step.in).map((value) => (isInBand(value, step.zeroBand) ? 0 : value))
    const sums = new Float64Array(step.slots)
    trees.roots.forEach((root, tree) => {
      const slot = trees.treeSlots[tree] as number
      sums[slot] = (sums[slot] as number) + leafValue(trees, findLeaf(trees, root, x), x)
    })
    return sums
  },
}

function isInBand(value: number, band: number): boolean {
  return band > 0 && Math.abs(value) <= band
}

/** Walks from a root to a leaf. */
function findLeaf(trees: TreeArrays, root: number, x: Float64Array): number {
  let node = root
  while (node >= 0) {
    const value = x[trees.features[node] as number] as number
    const left = isCategory(trees, node)
      ? hasCategory(trees, node, value)
      : goesLeft(trees, node, value)
    node = (left ? trees.left[node] : trees.right[node]) as number
  }
  return ~node
}

function isCategory(trees: TreeArrays, node: number): boolean {
  return ((trees.flags[node] as number) & nodeFlags.category) !== 0
}

function goesLeft(trees: TreeArrays, node: number, value: number): boolean {
  const flags = trees.flags[node] as number
  const rule = (flags & nodeFlags.missingMask) >> nodeFlags.missingShift
  const x = Number.isNaN(value) && rule !== missingRules.nan ? 0 : value
  const isMissing =
    (rule === missingRules.zero && x === 0) || (rule === missingRules.nan && Number.isNaN(x))
  if (isMissing) return (flags & nodeFlags.defaultLeft) !== 0
  return x <= (trees.thresholds[node] as number)
}

function hasCategory(trees: TreeArrays, node: number, value: number): boolean {
  const category = Math.trunc(value)
  // NaN fails both comparisons; -0.5 truncates to the category 0.
  if (!(category >= 0 && category <= 0x7fffffff) || trees.categories === undefined) return false
  const set = trees.thresholds[node] as number
  const start = trees.categories.offsets[set] as number
  const word = start + Math.floor(category / 32)
  if (word >= (trees.categories.offsets[set + 1] as number)) return false
  return (((trees.categories.words[word] as number) >>> (category % 32)) & 1) === 1
}

function leafValue(trees: TreeArrays, leaf: number, x: Float64Array): number {
  const plain = trees.leafValues[leaf] as number
  const { linear } = trees
  if (linear === undefined) return plain
  let value = linear.constants[leaf] as number
  for (let i = linear.offsets[leaf] as number; i < (linear.offsets[leaf + 1] as number); i++) {
    const feature = x[linear.features[i] as number] as number
    if (Number.isNaN(feature)) return plain
    value += (linear.coefficients[i] as number) * feature
  }
  return value
}

function parseBand(fields: StepFields): number {
  const band = fields.finite('zeroBand')
  if (band >= 0) return band
  throw corrupt(`${fields.place}/zeroBand`, shown(band), 'zero or more')
}

function parseCategories(fields: StepFields): Pick<TreeEnsembleStep, 'categories'> {
  if (!fields.has('categories')) return {}
  const names = fields.object('categories')
  const categories = { offsets: names.name('offsets'), words: names.name('words') }
  names.end()
  return { categories }
}

function parseLinearLeaves(fields: StepFields): Pick<TreeEnsembleStep, 'linearLeaves'> {
  if (!fields.has('linearLeaves')) return {}
  const names = fields.object('linearLeaves')
  const linearLeaves = {
    constants: names.name('constants'),
    offsets: names.name('offsets'),
    features: names.name('features'),
    coefficients: names.name('coefficients'),
  }
  names.end()
  return { linearLeaves }
}
