import { shown } from '../../../shown.ts'
import type { NodeReader } from '../lower/node-reader.ts'
import { NodeIndex } from './node-index.ts'
import { modes, type SourceTrees } from './source-trees.ts'

const leaf = 255

const modeOfText: Readonly<Record<string, number>> = {
  LEAF: leaf,
  BRANCH_LEQ: modes.lessOrEqual,
  BRANCH_LT: modes.less,
  BRANCH_GTE: modes.greaterOrEqual,
  BRANCH_GT: modes.greater,
  BRANCH_EQ: modes.equal,
  BRANCH_NEQ: modes.notEqual,
}

/**
 * The trees of TreeEnsembleClassifier (`kind` class) and TreeEnsembleRegressor (target): nodes are known
 * by the ids of tree and node, wherever they stand; the first node of a tree is its root.
 */
export function readKeyedTrees(node: NodeReader, kind: 'class' | 'target'): SourceTrees {
  const treeIds = node.wholes('nodes_treeids')
  const count = treeIds.length
  const index = new NodeIndex(node, treeIds, listOf(node, 'nodes_nodeids', count))
  const tests = readModes(node, count)
  const places = placesOf(tests)
  const values = node.weights('nodes_values')
  if (count > 0) checkLength(node, 'nodes_values', values.length, count)
  const tracks = node.wholes('nodes_missing_value_tracks_true')
  if (tracks.length > 0) checkLength(node, 'nodes_missing_value_tracks_true', tracks.length, count)
  const features = listOf(node, 'nodes_featureids', count)
  const { tests: at } = places
  const context = { index, places, treeIds }
  return {
    roots: index.roots.map((root) => places.of[root] as number),
    modes: Uint8Array.from(at, (i) => tests[i] as number),
    features: Float64Array.from(at, (i) => features[i] as number),
    thresholds: Float64Array.from(at, (i) => values[i] as number),
    missingHolds: Uint8Array.from(at, (i) => ((tracks[i] ?? 0) >= 1 ? 1 : 0)),
    holds: readChildren(node, 'nodes_truenodeids', context),
    fails: readChildren(node, 'nodes_falsenodeids', context),
    members: new Map(),
    ...readLeaves(node, kind, context),
  }
}

function readModes(node: NodeReader, count: number): Uint8Array {
  const texts = node.texts('nodes_modes')
  checkLength(node, 'nodes_modes', texts.length, count)
  return Uint8Array.from(texts, (text, i) => {
    const mode = Object.hasOwn(modeOfText, text) ? modeOfText[text] : undefined
    if (mode !== undefined) return mode
    const expected = Object.keys(modeOfText).join(', ')
    throw node.corrupt(`attribute/nodes_modes/${i}`, shown(text), expected)
  })
}

/** Nodes with a test and leaves, each counted on their own. */
interface Places {
  /** The nodes that have a test, as the file counts them. */
  readonly tests: Int32Array
  /** For every node of the file its number among the tests, or `~` that among the leaves. */
  readonly of: Int32Array
  readonly leafCount: number
}

function placesOf(tests: Uint8Array): Places {
  const of = new Int32Array(tests.length)
  const inner = new Int32Array(tests.length)
  let [testCount, leafCount] = [0, 0]
  for (let at = 0; at < tests.length; at++) {
    if (tests[at] === leaf) {
      of[at] = ~leafCount
      leafCount += 1
    } else {
      inner[testCount] = at
      of[at] = testCount
      testCount += 1
    }
  }
  return { tests: inner.slice(0, testCount), of, leafCount }
}

interface Context {
  readonly index: NodeIndex
  readonly places: Places
  readonly treeIds: Float64Array
}

function readChildren(
  node: NodeReader,
  key: string,
  { index, places, treeIds }: Context,
): Int32Array {
  const ids = listOf(node, key, treeIds.length)
  return places.tests.map((at) => {
    const child = index.find(treeIds[at] as number, ids[at] as number)
    if (child !== undefined) return places.of[child] as number
    const found = `node ${ids[at]} of tree ${treeIds[at]}, which does not exist`
    throw node.corrupt(`attribute/${key}/${at}`, found, 'a node of the same tree')
  })
}

type Leaves = Pick<SourceTrees, 'leafOffsets' | 'leafTargets' | 'leafWeights'>

/** Weights that stand at a node with a test count for nothing, as onnxruntime has it. */
function readLeaves(
  node: NodeReader,
  kind: 'class' | 'target',
  { index, places }: Context,
): Leaves {
  const targets = node.wholes(`${kind}_ids`)
  const treeIds = listOf(node, `${kind}_treeids`, targets.length)
  const nodeIds = listOf(node, `${kind}_nodeids`, targets.length)
  const weights = node.weights(`${kind}_weights`)
  checkLength(node, `${kind}_weights`, weights.length, targets.length)
  const leaves = Int32Array.from(treeIds, (tree, i) => {
    const at = index.find(tree, nodeIds[i] as number)
    if (at !== undefined) return ~(places.of[at] as number)
    const found = `node ${nodeIds[i]} of tree ${tree}, which does not exist`
    throw node.corrupt(`attribute/${kind}_nodeids/${i}`, found, 'a node of the trees')
  })
  // Sorted by leaf, in the order of the file within each.
  const offsets = new Int32Array(places.leafCount + 1)
  for (const at of leaves) if (at >= 0) offsets[at + 1] = (offsets[at + 1] as number) + 1
  for (let at = 0; at < places.leafCount; at++) {
    offsets[at + 1] = (offsets[at + 1] as number) + (offsets[at] as number)
  }
  const next = offsets.slice()
  const order = new Int32Array(offsets[places.leafCount] as number)
  leaves.forEach((at, i) => {
    if (at < 0) return
    order[next[at] as number] = i
    next[at] = (next[at] as number) + 1
  })
  return {
    leafOffsets: offsets,
    leafTargets: Float64Array.from(order, (i) => targets[i] as number),
    leafWeights: Float64Array.from(order, (i) => weights[i] as number),
  }
}

function listOf(node: NodeReader, key: string, count: number): Float64Array {
  const list = node.wholes(key)
  checkLength(node, key, list.length, count)
  return list
}

function checkLength(node: NodeReader, key: string, length: number, count: number): void {
  if (length === count) return
  throw node.corrupt(`attribute/${key}`, `${length} entries`, `${count}`)
}
