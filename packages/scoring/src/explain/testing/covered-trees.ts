import type { Random } from '@ratchet-ml/stats'
import type { TestModel } from '../../ir/testing/models.ts'
import { randomTrees, type TreeShape } from '../../ir/testing/random-trees.ts'
import { type TreeArrays, treeArraysOf } from '../../ir/tree-arrays.ts'
import type { Tensor, TreeEnsembleStep } from '../../ir/types.ts'

/** Random trees with random covers, some of them zero, that add up from child to node. */
export function coveredTrees(random: Random, shape: TreeShape): TestModel {
  const model = randomTrees(random, shape)
  const step = ensembleOf(model)
  const trees = treeArraysOf(step, model.coefficients)
  const leaves = Uint32Array.from({ length: trees.leafCount }, () =>
    random.nextBelow(4) === 0 ? 0 : random.nextBelow(1000),
  )
  const nodes = new Uint32Array(trees.features.length)
  for (const root of trees.roots) fillCovers(trees, { nodes, leaves }, root)
  const covered = { ...step, covers: { nodes: 'nodeCovers', leaves: 'leafCovers' } }
  const tensor = (data: Uint32Array): Tensor => ({ shape: [data.length], data })
  return {
    ...model,
    program: {
      ...model.program,
      steps: model.program.steps.map((one) => (one === step ? covered : one)),
    },
    coefficients: new Map([
      ...model.coefficients,
      ['nodeCovers', tensor(nodes)],
      ['leafCovers', tensor(leaves)],
    ]),
  }
}

export function ensembleOf({ program }: Pick<TestModel, 'program'>): TreeEnsembleStep {
  const step = program.steps.find(({ op }) => op === 'treeEnsemble@1')
  if (step?.op !== 'treeEnsemble@1') throw new Error('another model')
  return step
}

function fillCovers(
  trees: TreeArrays,
  covers: { readonly nodes: Uint32Array; readonly leaves: Uint32Array },
  child: number,
): number {
  if (child < 0) return covers.leaves[~child] as number
  const cover = [trees.left, trees.right].reduce(
    (sum, side) => sum + fillCovers(trees, covers, side[child] as number),
    0,
  )
  covers.nodes[child] = cover
  return cover
}
