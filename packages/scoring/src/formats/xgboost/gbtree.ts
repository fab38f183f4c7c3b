import { limits } from '../../ir/limits.ts'
import type { TreeArrays } from '../../ir/tree-arrays.ts'
import type { Forest } from './forest.ts'
import { iterationEnds, treesToTake } from './iterations.ts'
import type { Learner } from './learner.ts'
import type { Section } from './section.ts'
import { isSince } from './version.ts'

/** Trees with everything that adds them up. */
export interface TreeBooster {
  readonly trees: TreeArrays
  readonly leafWidth: number
  /** Of dart: what each tree counts for. */
  readonly treeWeights?: Float64Array
  /** Where the sums start, one for each margin. */
  readonly base: Float64Array
  readonly iterations: number
}

/**
 * Puts the trees of a file together with their slots and weights.
 *
 * @param booster the object with the model, and since 1.0 the weights of dart
 * @param model the object with the trees
 * @throws Refusal naming the place
 */
export function readTreeBooster(
  { booster, model, forest }: { booster: Section; model: Section; forest: Forest },
  learner: Learner,
  bestIteration: boolean,
): TreeBooster {
  const count = forest.roots.length
  checkCounts(model, forest, learner)
  const leafWidth = Math.max(1, forest.leafWidth)
  const slots = { minimum: 0, maximum: leafWidth === 1 ? learner.margins - 1 : 0 }
  const treeSlots = Int32Array.from(model.integers('tree_info', slots, count))
  const weights = readWeights(booster, model, count)
  const ends = iterationEnds(model, treeSlots)
  const taken = bestIteration ? treesToTake(ends, learner) : count
  const trees = forest.finish(treeSlots, taken)
  const sum = { leafWidth, base: learner.base, iterations: ends.length }
  if (weights === undefined) {
    return isSince(learner.version, [1, 3])
      ? { ...sum, trees }
      : { ...sum, ...baseLast(trees, sum) }
  }
  const treeWeights = weights.slice(0, taken)
  // A booster of its own, as before 3.4, adds each tree to 0 before it weighs it: no -0 is left.
  if (!booster.has('weight_drop')) return { ...sum, trees, treeWeights }
  const whole = { ...trees, leafValues: trees.leafValues.map((leaf) => 0 + leaf) }
  if (isSince(learner.version, [1, 4])) return { ...sum, trees: whole, treeWeights }
  const constant = new Float64Array(learner.margins).fill(1)
  const all = Float64Array.from([treeWeights, constant].flatMap((part) => [...part]))
  return { ...sum, ...baseLast(whole, sum), treeWeights: all }
}

/**
 * Early versions, before 1.3 and for dart before 1.4, added the trees up first and then the base: it
 * becomes a constant tree for each margin, behind the others.
 */
function baseLast(
  trees: TreeArrays,
  { base }: { readonly base: Float64Array },
): Pick<TreeBooster, 'trees' | 'base'> {
  const { roots, treeSlots, leafValues, leafCount, covers } = trees
  const more = {
    roots: Int32Array.from({ length: roots.length + base.length }, (_, tree) =>
      tree < roots.length ? (roots[tree] as number) : ~(leafCount + tree - roots.length),
    ),
    treeSlots: Int32Array.from({ length: roots.length + base.length }, (_, tree) =>
      tree < roots.length ? (treeSlots[tree] as number) : tree - roots.length,
    ),
    leafValues: new Float64Array(leafCount + base.length),
    leafCount: leafCount + base.length,
  }
  more.leafValues.set(leafValues)
  more.leafValues.set(base, leafCount)
  const all = covers && { covers: { ...covers, leaves: withOnes(covers.leaves, base.length) } }
  return { trees: { ...trees, ...more, ...all }, base: new Float64Array(base.length) }
}

/** All data reaches a constant tree's leaf; how much that is does not matter. */
function withOnes(covers: ArrayLike<number>, count: number): Float32Array {
  const all = new Float32Array(covers.length + count).fill(1)
  all.set(covers)
  return all
}

function checkCounts(model: Section, forest: Forest, learner: Learner): void {
  const count = forest.roots.length
  const told = model
    .section('gbtree_model_param')
    .integer('num_trees', { minimum: 0, maximum: limits.trees })
  if (told !== count) {
    throw model.refuse('trees', { found: `${count} trees`, expected: `${told}, as num_trees says` })
  }
  const found = `leaves of ${forest.leafWidth} numbers`
  if (forest.leafWidth > 1 && !isSince(learner.version, [2, 0])) {
    const expected = 'leaves of one number, as versions before 2.0 wrote them'
    throw model.refuse('trees', { found, expected })
  }
  if (forest.leafWidth > 1 && forest.leafWidth !== learner.margins) {
    throw model.refuse('trees', { found, expected: `1 or ${learner.margins}, one for each margin` })
  }
  const beyond = forest.findFeatureBeyond(learner.featureNames.length)
  if (beyond === undefined) return
  const expected = `a feature below ${learner.featureNames.length}, as num_feature says`
  const key = `trees/${beyond.tree}/split_indices`
  throw model.refuse(key, { found: String(beyond.feature), expected })
}

/** Beside the model of a dart booster, or inside it since 3.4; trees beyond the list count once. */
function readWeights(booster: Section, model: Section, trees: number): Float64Array | undefined {
  const section = booster.has('weight_drop') ? booster : model
  if (!section.has('weight_drop')) return undefined
  const given = section.numbers('weight_drop')
  if (given.length > trees) {
    const found = `${given.length} weights`
    throw section.refuse('weight_drop', { found, expected: `at most ${trees}, one for each tree` })
  }
  return Float64Array.from({ length: trees }, (_, tree) => {
    const weight = Math.fround(given[tree] ?? 1)
    if (Number.isFinite(weight)) return weight
    const detail = { found: String(weight), expected: 'a finite weight' }
    throw section.refuse(`weight_drop/${tree}`, detail)
  })
}
