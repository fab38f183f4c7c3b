import { limits } from '../../ir/limits.ts'
import { refuseAt } from '../refuse-at.ts'
import type { Learner } from './learner.ts'
import type { Section } from './section.ts'

/** How many trees there are at the end of each boosting iteration. @throws Refusal */
export function iterationEnds(model: Section, treeSlots: Int32Array): Float64Array {
  const trees = treeSlots.length
  const bounds = { minimum: 0, maximum: trees }
  if (!model.has('iteration_indptr')) return evenEnds(model, treeSlots)
  const ends = model.integers('iteration_indptr', bounds)
  const back = ends.findIndex((end, i) => end < (i === 0 ? 0 : (ends[i - 1] as number)))
  if (back < 0 && (ends[0] ?? 0) === 0 && (ends.at(-1) ?? 0) === trees) return ends.slice(1)
  const at = back < 0 ? Math.max(0, ends.length - 1) : back
  const found = String(ends[at] ?? 'nothing')
  const expected = `counts of trees that climb from 0 to ${trees}`
  throw model.refuse(`iteration_indptr/${at}`, { found, expected })
}

/** Before 1.7 or 2.0: as many trees each time, one for each slot and parallel tree. */
function evenEnds(model: Section, treeSlots: Int32Array): Float64Array {
  const parameters = model.section('gbtree_model_param')
  const parallel = parameters.has('num_parallel_tree')
    ? parameters.integer('num_parallel_tree', { minimum: 0, maximum: limits.trees })
    : 1
  const slots = treeSlots.reduce((most, slot) => Math.max(most, slot), 0) + 1
  const layer = slots * Math.max(1, parallel)
  const length = Math.floor(treeSlots.length / layer)
  return Float64Array.from({ length }, (_, i) => (i + 1) * layer)
}

/** Trees up to and with the best iteration. @throws Refusal when the file names none */
export function treesToTake(ends: Float64Array, { bestIteration }: Learner): number {
  const place = '/learner/attributes/best_iteration'
  if (bestIteration === undefined) {
    const hint = 'XGBoost writes it after early stopping; without it, import all trees'
    const detail = { found: 'nothing', expected: 'the number of the best iteration', hint }
    throw refuseAt(place, detail, 'model-unsupported')
  }
  const trees = ends[bestIteration]
  if (trees !== undefined) return trees
  const expected = `an iteration below ${ends.length}`
  throw refuseAt(place, { found: String(bestIteration), expected })
}
