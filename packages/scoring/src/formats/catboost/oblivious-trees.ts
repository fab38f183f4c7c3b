import { limits } from '../../ir/limits.ts'
import type { Section } from './section.ts'
import { readSplit, type Split } from './splits.ts'

/** Trees whose levels ask one question each. */
export interface ObliviousTrees {
  /** Of each tree, numbers of the questions, the lowest bit first. */
  readonly splits: readonly (readonly number[])[]
  /** Leaf by leaf, one number a slot. */
  readonly leafValues: readonly Float64Array[]
}

const mostSplits = 16

/** @throws Refusal naming the tree */
export function readObliviousTrees(
  root: Section,
  splits: readonly Split[],
  slots: number,
): ObliviousTrees {
  const trees = root.sections('oblivious_trees')
  if (trees.length > limits.trees) {
    const detail = { found: `${trees.length} trees`, expected: `at most ${limits.trees}` }
    throw root.refuse('oblivious_trees', detail, 'model-unsupported')
  }
  const found = { splits: [] as number[][], leafValues: [] as Float64Array[] }
  for (const tree of trees) {
    const own = tree.sections('splits').map((split) => readSplit(split, splits))
    if (own.length > mostSplits) {
      const detail = { found: `${own.length} splits`, expected: `at most ${mostSplits}` }
      throw tree.refuse('splits', detail, 'model-unsupported')
    }
    const values = tree.numbers('leaf_values')
    const expected = slots * (1 << own.length)
    if (values.length !== expected) {
      const detail = {
        found: `${values.length} numbers`,
        expected: `${expected}, of ${1 << own.length} leaves`,
      }
      throw tree.refuse('leaf_values', detail)
    }
    found.splits.push(own)
    found.leafValues.push(values)
  }
  return found
}
