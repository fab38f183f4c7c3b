import { goesLeft, toFeature } from '../../ir/ops/tree-ensemble.ts'
import { type TreeArrays, treeArraysOf } from '../../ir/tree-arrays.ts'
import type { TreeEnsembleStep } from '../../ir/types.ts'
import type { StepParts } from '../step-parts.ts'
import type { StepExplainer } from '../types.ts'
import { unexplained } from '../unexplained.ts'
import { listEdges, type TreeEdges } from './edges.ts'
import { gaussLegendre, type Quadrature } from './quadrature.ts'
import { TreeWalk } from './tree-walk.ts'

/** One tree, ready to be explained. */
interface PlannedTree {
  readonly tree: number
  readonly edges: TreeEdges
  readonly quadrature: Quadrature
}

/**
 * Exact Shapley values of the game in which an unknown feature lets a split send a row both ways, in
 * the proportion of the training data: path-dependent TreeSHAP (Lundberg et al. 2018, 2020). A
 * feature is one player, however many columns of the ensemble it decides.
 *
 * @throws Refusal `explanation-unsupported` for linear leaves, shared subtrees, or without covers
 */
export function explainTrees(step: TreeEnsembleStep, parts: StepParts): StepExplainer {
  const trees = treeArraysOf(step, parts.coefficients)
  const planned = planTrees(trees, parts)
  const walk = new TreeWalk(planned.map(({ edges, quadrature }) => [edges, quadrature]))
  const leafNumber = leafNumberOf(step, trees)
  const slotsOf = (tree: number): readonly number[] =>
    step.leafWidth === 1 ? [trees.treeSlots[tree] as number] : [...Array(step.leafWidth).keys()]
  const base = baseOf(step, trees, planned, slotsOf)
  return {
    base,
    add: (columns, into) => {
      const x = columns.map((value) => toFeature(step, value))
      for (const { tree, edges, quadrature } of planned) {
        walk.open(edges, quadrature, (node) =>
          goesLeft(step, trees, node, x[trees.features[node] as number] as number),
        )
        for (const [i, slot] of slotsOf(tree).entries()) {
          const start = slot * parts.featureCount
          walk.add((leaf) => leafNumber(tree, leaf, i), into, start)
        }
      }
    },
  }
}

function planTrees(trees: TreeArrays, { features, place }: StepParts): readonly PlannedTree[] {
  const { covers } = trees
  if (trees.linear !== undefined) {
    throw unexplained(
      place,
      'linear leaves',
      'leaves of one number, for which the values are exact',
    )
  }
  if (covers === undefined) {
    const expected = 'how much of the training data reached each node (covers)'
    throw unexplained(place, 'trees without covers', expected)
  }
  const seen = new Uint8Array(trees.features.length)
  const rules = new Map<number, Quadrature>()
  return [...trees.roots].map((root, tree) => {
    const edges = listEdges(trees, covers, root, { features, place, seen })
    const size = pointsFor(edges.mostFeatures)
    const quadrature = rules.get(size) ?? gaussLegendre(size)
    rules.set(size, quadrature)
    return { tree, edges, quadrature }
  })
}

/**
 * A product of d factors, one of them taken out, has degree d - 1. Large rules are slow to make: few
 * different ones are, so that no model can ask for many.
 */
function pointsFor(features: number): number {
  const least = Math.max(1, Math.ceil(features / 2))
  if (least <= 32) return least
  let size = 64
  while (size < least) size *= 2
  return size
}

/** The i-th number of a leaf as the ensemble adds it. */
function leafNumberOf(
  { accumulate, leafWidth }: TreeEnsembleStep,
  { leafValues, treeWeights }: TreeArrays,
): (tree: number, leaf: number, i: number) => number {
  return (tree, leaf, i) => {
    const value = leafValues[leaf * leafWidth + i] as number
    const weight = treeWeights?.[tree]
    if (weight === undefined) return value
    return accumulate === 'f32' ? Math.fround(value * weight) : value * weight
  }
}

/** The margins where no feature is known: means over the training data. */
function baseOf(
  step: TreeEnsembleStep,
  trees: TreeArrays,
  planned: readonly PlannedTree[],
  slotsOf: (tree: number) => readonly number[],
): Float64Array {
  const leafNumber = leafNumberOf(step, trees)
  const base = new Float64Array(step.slots)
  if (trees.base !== undefined) base.set(trees.base)
  for (const { tree, edges } of planned) {
    const root = trees.roots[tree] as number
    for (const [i, slot] of slotsOf(tree).entries()) {
      let mean = root < 0 ? leafNumber(tree, ~root, i) : 0
      for (const [edge, leaf] of edges.leaves.entries()) {
        if (leaf >= 0) mean += (edges.reach[edge] as number) * leafNumber(tree, leaf, i)
      }
      base[slot] = (base[slot] as number) + mean
    }
  }
  return base
}
