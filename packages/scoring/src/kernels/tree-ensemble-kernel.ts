import { treeArraysOf } from '../ir/tree-arrays.ts'
import { treeDepths } from '../ir/tree-depth.ts'
import type { TreeEnsembleStep } from '../ir/types.ts'
import type { Kernel } from './kernel.ts'
import { compileLinearTrees } from './trees/compile-linear-trees.ts'
import { compilePlainTrees } from './trees/compile-plain-trees.ts'
import { toNormalForest } from './trees/normal-forest.ts'

/** Trees as tables of WebAssembly kernels; docs/explanation/scoring.md tells how and why. */
export const treeEnsembleKernel: Kernel<TreeEnsembleStep> = {
  compile: (step, compilation, { data: out }) => {
    const trees = treeArraysOf(step, compilation.coefficients)
    const forest = toNormalForest(step, trees)
    const found = treeDepths(trees, trees.roots)
    if (!('depths' in found)) {
      throw new RangeError(`Node ${found.cycleAt} comes back to itself: validate the trees first.`)
    }
    const input = compilation.block(step.in)
    const source = { step, trees, forest, depths: found.depths }
    const { linear } = trees
    if (linear === undefined) return compilePlainTrees(source, { input, out })
    return compileLinearTrees({ ...source, linear }, { input, out })
  },
}
