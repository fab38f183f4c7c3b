import { treeArraysOf } from '../ir/tree-arrays.ts'
import { treeDepths } from '../ir/tree-depth.ts'
import type { TreeEnsembleStep } from '../ir/types.ts'
import type { Kernel } from './kernel.ts'
import { compileLinearTrees } from './trees/compile-linear-trees.ts'
import { compilePlainTrees } from './trees/compile-plain-trees.ts'
import { foldColumns } from './trees/folded/fold-columns.ts'
import { readWholeRows } from './trees/folded/read-whole-rows.ts'
import { layOutLinearTrees } from './trees/lay-out-linear-trees.ts'
import { layOutPlainTrees } from './trees/lay-out-plain-trees.ts'
import { toNormalForest } from './trees/normal-forest.ts'

/** Trees as tables of WebAssembly kernels; docs/explanation/scoring.md tells how and why. */
export const treeEnsembleKernel: Kernel<TreeEnsembleStep> = {
  layOut: (step, { coefficients, widthOf, tracer }) => {
    const trees = treeArraysOf(step, coefficients)
    const forest = toNormalForest(step, trees)
    const found = treeDepths(trees, trees.roots)
    if (!('depths' in found)) {
      throw new RangeError(`Node ${found.cycleAt} comes back to itself: validate the trees first.`)
    }
    const source = { step, trees, depths: found.depths }
    if (trees.linear !== undefined)
      return layOutLinearTrees({ ...source, forest }, widthOf(step.in))
    const folded = readWholeRows(foldColumns(step, forest, tracer), widthOf)
    return layOutPlainTrees({ ...source, forest: folded.forest }, folded.reads)
  },
  compile: (step, compilation, { data: out }) => {
    const layout = compilation.layout(step.out)
    if (layout.kind === 'plain') return compilePlainTrees(step, layout, { compilation, out })
    const places = { input: compilation.block(step.in), out }
    const trees = treeArraysOf(step, compilation.coefficients)
    const { linear } = trees
    if (linear === undefined)
      throw new RangeError(`The trees of ${step.out} have no linear leaves.`)
    return compileLinearTrees({ step, trees, linear }, layout, places)
  },
}
