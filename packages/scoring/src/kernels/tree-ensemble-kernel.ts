import { nodeFlags, type TreeArrays, treeArraysOf } from '../ir/tree-arrays.ts'
import type { TreeEnsembleStep } from '../ir/types.ts'
import type { Kernel } from './kernel.ts'
import { compileAnyTrees } from './trees/any-trees.ts'
import { type PackedLinear, packTrees, type TreeLayout } from './trees/layout.ts'
import { addFourTrees, addTree, walkAny } from './trees/walk.ts'
import { addCategoryTree, addFourCategoryTrees } from './trees/walk-categories.ts'

/** Rows of derived columns that fit in a processor's first cache beside a tree. */
const mostColumnNumbers = 4096

/** Adds one tree, or a few that follow each other, to the sums of rows whose columns are derived. */
interface Work {
  readonly columns: Float64Array
  readonly sums: Float64Array
  readonly width: number
}

export const treeEnsembleKernel: Kernel<TreeEnsembleStep> = {
  compile: (step, compilation, { data: out }) => {
    const trees = treeArraysOf(step, compilation.coefficients)
    const input = compilation.block(step.in)
    if (!hasPlainSums(step, trees)) return compileAnyTrees(step, trees, { input, out })
    const layout = packTrees(trees, step.zeroBand)
    const { data, width: inputWidth } = input
    const stride = Math.max(1, layout.columns.width)
    const fitting = Math.max(4, Math.floor(mostColumnNumbers / stride))
    const rows = Math.min(compilation.blockRows, fitting)
    const columns = new Float64Array(rows * stride)
    const width = step.slots
    return (count) => {
      out.fill(0, 0, count * width)
      for (let first = 0; first < count; first += rows) {
        const some = Math.min(rows, count - first)
        for (let row = 0; row < some; row++) {
          layout.columns.derive(data, (first + row) * inputWidth, columns, row * stride)
        }
        const sums = some === count ? out : out.subarray(first * width)
        addTrees(layout, { columns, sums, width }, some)
      }
    }
  },
}

/** Doubles against doubles, one leaf value a tree: what the packed layout is made for. */
function hasPlainSums(step: TreeEnsembleStep, trees: TreeArrays): boolean {
  return (
    step.featureType === 'f64' &&
    step.comparison === 'lessOrEqual' &&
    step.accumulate === 'f64' &&
    step.leafWidth === 1 &&
    step.base === undefined &&
    step.treeWeights === undefined &&
    !trees.flags.some((flags) => (flags & nodeFlags.category) !== 0 && !isPlainSet(step, flags))
  )
}

function isPlainSet({ categoryHit, categoryRange }: TreeEnsembleStep, flags: number): boolean {
  return (
    categoryHit === 'left' && categoryRange === 'int32' && (flags & nodeFlags.missingMask) === 0
  )
}

function addTrees(layout: TreeLayout, work: Work, count: number): void {
  const trees = layout.roots.length
  for (let tree = 0; tree < trees; tree++) {
    if (layout.linear !== undefined) {
      addLinearTree(layout, layout.linear, tree, work, count)
    } else if (count === 1 && tree + 4 <= trees) {
      if (nextFourArePlain(layout, tree)) addFourTrees(layout, tree, work)
      else addFourCategoryTrees(layout, tree, work)
      tree += 3
    } else if (layout.hasCategories[tree] === 1) {
      addCategoryTree(layout, tree, work, count)
    } else {
      addTree(layout, tree, work, count)
    }
  }
}

function nextFourArePlain({ hasCategories }: TreeLayout, tree: number): boolean {
  for (let i = tree; i < tree + 4; i++) if (hasCategories[i] === 1) return false
  return true
}

function addLinearTree(
  layout: TreeLayout,
  linear: PackedLinear,
  tree: number,
  { columns, sums, width }: Work,
  count: number,
): void {
  const root = layout.roots[tree] as number
  const slot = layout.slots[tree] as number
  const stride = layout.columns.width
  for (let row = 0; row < count; row++) {
    const leaf = walkAny(layout, root, columns, row * stride)
    let value = linear.constants[leaf] as number
    const end = linear.offsets[leaf + 1] as number
    for (let i = linear.offsets[leaf] as number; i < end; i++) {
      const x = columns[row * stride + (linear.columns[i] as number)] as number
      // NaN: the plain value of the leaf stands in.
      if (Number.isNaN(x)) {
        value = layout.leafValues[leaf] as number
        break
      }
      value += (linear.coefficients[i] as number) * x
    }
    const at = row * width + slot
    sums[at] = (sums[at] as number) + value
  }
}
