import { limits } from '../../ir/limits.ts'
import type { Section } from './section.ts'
import { readSplit, type Split } from './splits.ts'

/** Trees of any form, in arrays that all share; a child below zero is leaf `~child`. */
export interface NestedTrees {
  readonly roots: readonly number[]
  /** Of each node: the number of its question; who answers yes goes right. */
  readonly splits: readonly number[]
  readonly left: readonly number[]
  readonly right: readonly number[]
  /** Leaf by leaf, one number a slot. */
  readonly leafValues: readonly number[]
}

interface Growing {
  readonly roots: number[]
  readonly splits: number[]
  readonly left: number[]
  readonly right: number[]
  readonly leafValues: number[]
}

/** What is still to be read, and which node it hangs on. */
interface Pending {
  readonly section: Section
  readonly depth: number
  readonly attach: (child: number) => void
}

/** @throws Refusal naming the node */
export function readNestedTrees(
  root: Section,
  splits: readonly Split[],
  slots: number,
): NestedTrees {
  const trees = root.sections('trees')
  if (trees.length > limits.trees) {
    const detail = { found: `${trees.length} trees`, expected: `at most ${limits.trees}` }
    throw root.refuse('trees', detail, 'model-unsupported')
  }
  const grown: Growing = { roots: [], splits: [], left: [], right: [], leafValues: [] }
  for (const section of trees) {
    const pending: Pending[] = [{ section, depth: 0, attach: (child) => grown.roots.push(child) }]
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      readNode(next, grown, splits, slots, pending)
    }
  }
  return grown
}

function readNode(
  { section, depth, attach }: Pending,
  grown: Growing,
  splits: readonly Split[],
  slots: number,
  pending: Pending[],
): void {
  if (depth > limits.depth) {
    const detail = { found: `a tree ${depth} levels deep`, expected: `at most ${limits.depth}` }
    throw section.refuse('split', detail, 'model-unsupported')
  }
  if (!section.has('split')) {
    const values = section.numbers('value')
    if (values.length !== slots) {
      throw section.refuse('value', { found: `${values.length} numbers`, expected: String(slots) })
    }
    attach(~(grown.leafValues.length / slots))
    grown.leafValues.push(...values)
    return
  }
  const node = grown.splits.length
  grown.splits.push(readSplit(section.section('split'), splits))
  grown.left.push(0)
  grown.right.push(0)
  attach(node)
  const below = (side: 'left' | 'right') => ({
    section: section.section(side),
    depth: depth + 1,
    attach: (child: number) => {
      grown[side][node] = child
    },
  })
  pending.push(below('right'), below('left'))
}
