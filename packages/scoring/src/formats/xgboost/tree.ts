import { limits } from '../../ir/limits.ts'
import { missingRules, nodeFlags } from '../../ir/tree-arrays.ts'
import { appendCategorySets, type CategoryNodes, readCategoryNodes } from './category-sets.ts'
import type { Forest } from './forest.ts'
import type { Section } from './section.ts'

const mostNodes = 1 << 26
const mostInteger = 0x7fffffff
const nanRule = missingRules.nan << nodeFlags.missingShift

/** The arrays of one tree as the file has them. */
interface FileTree {
  readonly section: Section
  readonly left: Float64Array
  readonly right: Float64Array
  readonly features: Float64Array
  readonly conditions: Float64Array
  readonly defaultLeft: Float64Array
  /** How much of the training data reached each node, where the file says: sums of hessians. */
  readonly covers?: Float64Array
  readonly categories: CategoryNodes
  readonly leafWidth: number
}

/**
 * Checks one tree and appends the nodes that its root leads to: a file also keeps nodes that pruning
 * took away.
 *
 * @throws Refusal naming the entry
 */
export function appendTree(forest: Forest, section: Section): void {
  const tree = readTree(section)
  if (forest.leafWidth !== 0 && forest.leafWidth !== tree.leafWidth) {
    const expected = `${forest.leafWidth}, as in the trees before`
    throw section.refuse('tree_param/size_leaf_vector', { found: String(tree.leafWidth), expected })
  }
  forest.leafWidth = tree.leafWidth
  const { isReached, depth } = findReached(tree)
  forest.comparisons += depth
  if (forest.comparisons > limits.comparisonsPerRow) {
    const found = `${forest.comparisons} comparisons for one row up to this tree`
    const expected = `at most ${limits.comparisonsPerRow}`
    throw section.refuse('left_children', { found, expected }, 'model-unsupported')
  }
  const numbers = numberNodes(forest, tree, isReached)
  appendNodes(forest, tree, isReached, numbers)
  appendLeaves(forest, tree, isReached)
  forest.endTree(numbers[0] as number)
}

function readTree(section: Section): FileTree {
  const parameters = section.section('tree_param')
  const count = parameters.integer('num_nodes', { minimum: 1, maximum: mostNodes })
  const vector = parameters.has('size_leaf_vector')
    ? parameters.integer('size_leaf_vector', { minimum: 0, maximum: limits.width })
    : 0
  const children = { minimum: -1, maximum: mostInteger }
  const flags = { minimum: 0, maximum: 1 }
  return {
    section,
    left: section.integers('left_children', children, count),
    right: section.integers('right_children', children, count),
    features: section.integers('split_indices', { minimum: 0, maximum: mostInteger }, count),
    conditions: section.numbers('split_conditions', count),
    defaultLeft: section.integers('default_left', flags, count),
    ...(section.has('sum_hessian') && { covers: section.numbers('sum_hessian', count) }),
    categories: readCategoryNodes(section, count),
    leafWidth: Math.max(1, vector),
  }
}

/** Marks the nodes that the root leads to, each by one path, and counts the levels below it. */
function findReached({ section, left, right }: FileTree): {
  readonly isReached: Uint8Array
  readonly depth: number
} {
  const isReached = new Uint8Array(left.length)
  isReached[0] = 1
  let level = [0]
  let depth = 0
  for (; level.length > 0; depth++) {
    const next: number[] = []
    for (const node of level) {
      const [a, b] = [left[node] as number, right[node] as number]
      if (a === -1) continue
      checkChildren(section, node, { a, b, count: left.length })
      for (const child of [a, b]) {
        if (isReached[child] === 1) {
          const found = `node ${child}, to which another path leads`
          const key = `${child === a ? 'left' : 'right'}_children/${node}`
          throw section.refuse(key, {
            found,
            expected: 'a tree, in which one path leads to a node',
          })
        }
        isReached[child] = 1
        next.push(child)
      }
    }
    level = next
    if (depth <= limits.depth) continue
    const detail = { found: `more than ${depth - 1} levels`, expected: `at most ${limits.depth}` }
    throw section.refuse('left_children', detail, 'model-unsupported')
  }
  return { isReached, depth: depth - 1 }
}

function checkChildren(
  section: Section,
  node: number,
  { a, b, count }: { a: number; b: number; count: number },
): void {
  if (a >= count) {
    const expected = `a node below ${count}, or -1`
    throw section.refuse(`left_children/${node}`, { found: String(a), expected })
  }
  if (b === a + 1 && b < count) return
  throw section.refuse(`right_children/${node}`, {
    found: String(b),
    expected: `${a + 1}, the node after the left child, where XGBoost goes`,
  })
}

/** The absolute number of every node that is reached: below zero for leaves. */
function numberNodes(forest: Forest, { left }: FileTree, isReached: Uint8Array): Int32Array {
  let node = forest.features.length
  let leaf = forest.leafValues.length / forest.leafWidth
  return Int32Array.from(left, (child, i) => {
    if (isReached[i] === 0) return 0
    return child === -1 ? ~leaf++ : node++
  })
}

function appendNodes(
  forest: Forest,
  tree: FileTree,
  isReached: Uint8Array,
  numbers: Int32Array,
): void {
  const { section, left, right, features, conditions, defaultLeft, categories } = tree
  for (let node = 0; node < left.length; node++) {
    if (isReached[node] === 0 || left[node] === -1) continue
    const set = categories.setOf(node)
    const condition = Math.fround(conditions[node] as number)
    if (set === undefined && Number.isNaN(condition)) {
      const key = `split_conditions/${node}`
      throw section.refuse(key, { found: 'NaN', expected: 'a number' })
    }
    const side = defaultLeft[node] === 1 ? nodeFlags.defaultLeft : 0
    const kind = set === undefined ? 0 : nodeFlags.category
    forest.features.push(features[node] as number)
    forest.thresholds.push(
      set === undefined ? condition : appendCategorySets(forest, section, categories, set),
    )
    forest.flags.push(nanRule | side | kind)
    forest.left.push(numbers[left[node] as number] as number)
    forest.right.push(numbers[right[node] as number] as number)
    forest.appendCover('nodes', tree.covers?.[node])
  }
}

function appendLeaves(forest: Forest, tree: FileTree, isReached: Uint8Array): void {
  const { section, left, right, conditions, leafWidth } = tree
  const [key, vectors] = leafVectors(tree)
  for (let node = 0; node < left.length; node++) {
    if (isReached[node] === 0 || left[node] !== -1) continue
    forest.appendCover('leaves', tree.covers?.[node])
    const row = key === 'leaf_weights' ? (right[node] as number) : node
    if (leafWidth > 1 && (row < 0 || (row + 1) * leafWidth > vectors.length)) {
      const expected = `a leaf below ${Math.floor(vectors.length / leafWidth)}`
      throw section.refuse(`right_children/${node}`, { found: String(row), expected })
    }
    for (let i = 0; i < leafWidth; i++) {
      const at = leafWidth === 1 ? node : row * leafWidth + i
      const value = Math.fround((leafWidth === 1 ? conditions[at] : vectors[at]) as number)
      if (!Number.isFinite(value)) {
        const found = String(value)
        throw section.refuse(`${key}/${at}`, { found, expected: 'a finite leaf value' })
      }
      forest.leafValues.push(value)
    }
  }
}

/** Where the leaves of several numbers are: in a list of their own since 3.2, with all nodes before. */
function leafVectors({ section, conditions, left, leafWidth }: FileTree): [string, Float64Array] {
  if (leafWidth === 1) return ['split_conditions', conditions]
  if (section.has('leaf_weights')) return ['leaf_weights', section.numbers('leaf_weights')]
  return ['base_weights', section.numbers('base_weights', left.length * leafWidth)]
}
