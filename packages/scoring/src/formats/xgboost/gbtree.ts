import { limits } from '../../ir/limits.ts'
import type { TreeArrays } from '../../ir/tree-arrays.ts'
import type { Forest } from './forest.ts'
import { iterationEnds, treesToTake } from './iterations.ts'
import type { Learner } from './learner.ts'
import type { Section } from './section.ts'

/** Trees with everything that adds them up. */
export interface TreeBooster {
  readonly trees: TreeArrays
  readonly leafWidth: number
  /** Of dart: what each tree counts for. */
  readonly treeWeights?: Float64Array
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
  const trees = bestIteration ? treesToTake(ends, learner) : count
  return {
    trees: forest.finish(treeSlots, trees),
    leafWidth,
    ...(weights && { treeWeights: weights.slice(0, trees) }),
    iterations: ends.length,
  }
}

function checkCounts(model: Section, forest: Forest, learner: Learner): void {
  const count = forest.roots.length
  const told = model
    .section('gbtree_model_param')
    .integer('num_trees', { minimum: 0, maximum: limits.trees })
  if (told !== count) {
    throw model.refuse('trees', { found: `${count} trees`, expected: `${told}, as num_trees says` })
  }
  if (forest.leafWidth > 1 && forest.leafWidth !== learner.margins) {
    const found = `leaves of ${forest.leafWidth} numbers`
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
