import { limits } from '../../ir/limits.ts'
import { missingRules, nodeFlags } from '../../ir/tree-arrays.ts'
import { treeDepths } from '../../ir/tree-depth.ts'
import { appendCovers } from './covers.ts'
import type { Forest } from './forest.ts'
import { appendLinearLeaves } from './linear-leaves.ts'
import { type Line, type LineScanner, refuseLine } from './lines.ts'
import { readDoubles, readInteger, readIntegers } from './numbers.ts'
import type { TreeBlock } from './tree-block.ts'

const mostLeaves = 1 << 24
const mostInteger = 0x7fffffff
const mostWord = 0xffffffff
const finite = { minimum: -Number.MAX_VALUE, maximum: Number.MAX_VALUE }
const anyNumber = { minimum: Number.NEGATIVE_INFINITY, maximum: Number.POSITIVE_INFINITY }

/** Checks one tree and appends it to the forest. @throws Refusal naming the line */
export function appendTree(
  forest: Forest,
  scanner: LineScanner,
  block: TreeBlock,
  featureCount: number,
): void {
  const integer = (what: string, minimum: number, maximum: number) =>
    readInteger(scanner, block.line(what), { what, minimum, maximum })
  const leaves = integer('num_leaves', 1, mostLeaves)
  const sets = integer('num_cat', 0, leaves)
  const values = { what: 'leaf_value', count: leaves, ...finite }
  const leafValues = readDoubles(scanner, block.line('leaf_value'), values)
  const firstNode = forest.features.length
  const firstLeaf = forest.leafValues.length
  forest.roots.push(leaves === 1 ? ~firstLeaf : firstNode)
  if (leaves > 1) appendNodes(forest, scanner, block, { leaves, sets, featureCount })
  appendAll(forest.leafValues, leafValues)
  appendCovers(forest, scanner, block, leaves)
  appendLinearLeaves(forest, scanner, block, { leafValues, featureCount })
}

interface TreeSize {
  readonly leaves: number
  readonly sets: number
  readonly featureCount: number
}

function appendNodes(
  forest: Forest,
  scanner: LineScanner,
  block: TreeBlock,
  { leaves, sets, featureCount }: TreeSize,
): void {
  const count = leaves - 1
  const integers = (what: string, minimum: number, maximum: number) =>
    readIntegers(scanner, block.line(what), { what, count, minimum, maximum })
  const features = integers('split_feature', 0, featureCount - 1)
  const left = integers('left_child', -leaves, count - 1)
  const right = integers('right_child', -leaves, count - 1)
  forest.comparisons += checkShape(left, right, block)
  const thresholdLine = block.line('threshold')
  const rule = { what: 'threshold', count, ...anyNumber }
  const thresholds = readDoubles(scanner, thresholdLine, rule)
  const flags =
    block.find('decision_type') === undefined
      ? new Array<number>(count).fill(0)
      : integers('decision_type', 0, 15)
  checkFlags(flags, block)
  const firstSet = forest.setEnds.length
  if (sets > 0) appendSets(forest, scanner, block, sets)
  appendThresholds(forest, { flags, thresholds, firstSet, sets, line: thresholdLine })
  const firstNode = forest.features.length
  const firstLeaf = forest.leafValues.length
  const toAbsolute = (child: number) => (child < 0 ? child - firstLeaf : child + firstNode)
  appendAll(forest.left, left.map(toAbsolute))
  appendAll(forest.right, right.map(toAbsolute))
  appendAll(forest.features, features)
  appendAll(forest.flags, flags.map(toNodeFlags))
}

/** A category node sends NaN right, whatever its other bits say. */
function toNodeFlags(flags: number): number {
  return (flags & nodeFlags.category) === 0 ? flags : nodeFlags.category
}

/**
 * No path may come back to where it was, and none may be longer than the limit.
 *
 * @returns the length of the longest
 */
function checkShape(left: readonly number[], right: readonly number[], block: TreeBlock): number {
  const children = { left: Int32Array.from(left), right: Int32Array.from(right) }
  const found = treeDepths(children, Int32Array.of(0))
  const line = block.line('left_child')
  if ('cycleAt' in found) {
    const cycle = `a path that comes back to node ${found.cycleAt}`
    throw refuseLine(line, 'left_child', { found: cycle, expected: 'a tree without cycles' })
  }
  const depth = found.depths[0] as number
  if (depth <= limits.depth) return depth
  const detail = { found: `a tree ${depth} levels deep`, expected: `at most ${limits.depth}` }
  throw refuseLine(line, 'left_child', detail, 'model-unsupported')
}

function checkFlags(flags: readonly number[], block: TreeBlock): void {
  const wrong = flags.find((flag) => flag >> nodeFlags.missingShift > missingRules.nan)
  if (wrong === undefined) return
  const expected = 'missing type None, Zero or NaN in bits 2-3'
  throw refuseLine(block.line('decision_type'), 'decision_type', { found: String(wrong), expected })
}

function appendSets(forest: Forest, scanner: LineScanner, block: TreeBlock, sets: number): void {
  const firstWord = forest.setWords.length
  const line = block.line('cat_boundaries')
  const rule = { what: 'cat_boundaries', count: sets + 1, minimum: 0, maximum: mostInteger }
  const boundaries = readIntegers(scanner, line, rule)
  const back = boundaries.findIndex((end, i) => end < (i === 0 ? end : (boundaries[i - 1] ?? 0)))
  if (boundaries[0] !== 0 || back >= 0) {
    const found = String(back < 0 ? boundaries[0] : boundaries[back])
    throw refuseLine(line, rule.what, { found, expected: 'boundaries that climb from 0' })
  }
  const count = boundaries.at(-1) as number
  const words = { what: 'cat_threshold', count, minimum: 0, maximum: mostWord }
  appendAll(forest.setWords, readIntegers(scanner, block.line('cat_threshold'), words))
  appendAll(
    forest.setEnds,
    boundaries.slice(1).map((end) => firstWord + end),
  )
}

interface Thresholds {
  readonly flags: readonly number[]
  readonly thresholds: readonly number[]
  readonly firstSet: number
  readonly sets: number
  readonly line: Line
}

/** The threshold of a category node is the index of its set, here made absolute. */
function appendThresholds(forest: Forest, tree: Thresholds): void {
  tree.thresholds.forEach((threshold, node) => {
    if (((tree.flags[node] as number) & nodeFlags.category) === 0) {
      forest.thresholds.push(threshold)
    } else if (Number.isInteger(threshold) && threshold >= 0 && threshold < tree.sets) {
      forest.thresholds.push(tree.firstSet + threshold)
    } else {
      const expected = `the index of one of ${tree.sets} category sets`
      throw refuseLine(tree.line, 'threshold', { found: String(threshold), expected })
    }
  })
}

/** Appends without spreading, which would put every number on the stack. */
function appendAll(target: number[], values: readonly number[]): void {
  for (const value of values) target.push(value)
}
