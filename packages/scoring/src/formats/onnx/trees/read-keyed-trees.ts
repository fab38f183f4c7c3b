import { shown } from '../../../shown.ts'
import type { NodeReader } from '../lower/node-reader.ts'
import { modes, type SourceTrees } from './source-trees.ts'

const modeOfText: Readonly<Record<string, number>> = {
  BRANCH_LEQ: modes.lessOrEqual,
  BRANCH_LT: modes.less,
  BRANCH_GTE: modes.greaterOrEqual,
  BRANCH_GT: modes.greater,
  BRANCH_EQ: modes.equal,
  BRANCH_NEQ: modes.notEqual,
}
const leafText = 'LEAF'
/** Ids of trees and nodes are packed into one number. */
const idLimit = 0x400_0000

/**
 * The trees of TreeEnsembleClassifier (`kind` class) and TreeEnsembleRegressor (target): nodes are known
 * by the ids of tree and node, wherever they stand; the first node of a tree is its root.
 */
export function readKeyedTrees(node: NodeReader, kind: 'class' | 'target'): SourceTrees {
  const treeIds = node.ints('nodes_treeids')
  const count = treeIds.length
  const nodeIds = listOf(node, 'nodes_nodeids', count)
  const index = new Index(node, treeIds, nodeIds)
  const texts = node.texts('nodes_modes')
  const tests = texts.map((text) => (text === leafText ? -1 : (modeOfText[text] ?? -2)))
  const unknown = tests.indexOf(-2)
  if (unknown >= 0) {
    const expected = `${Object.keys(modeOfText).join(', ')} or ${leafText}`
    throw node.corrupt(`attribute/nodes_modes/${unknown}`, shown(texts[unknown]), expected)
  }
  checkLength(node, 'nodes_modes', texts.length, count)
  const places = new Places(tests)
  const leaves = readLeaves(node, kind, index, places)
  const children = (key: string) => {
    const ids = listOf(node, key, count)
    return Int32Array.from(places.tests, (at) => {
      const child = index.find(treeIds[at] as number, ids[at] as number)
      if (child !== undefined) return places.of[child] as number
      const found = `node ${ids[at]} of tree ${treeIds[at]}, which does not exist`
      throw node.corrupt(`attribute/${key}/${at}`, found, 'a node of the same tree')
    })
  }
  const pick = (numbers: ArrayLike<number>) =>
    Float64Array.from(places.tests, (at) => numbers[at] as number)
  const values = node.weights('nodes_values')
  if (count > 0) checkLength(node, 'nodes_values', values.length, count)
  const tracks = node.ints('nodes_missing_value_tracks_true')
  if (tracks.length > 0) checkLength(node, 'nodes_missing_value_tracks_true', tracks.length, count)
  return {
    roots: Int32Array.from(index.roots, (at) => places.of[at] as number),
    modes: Uint8Array.from(places.tests, (at) => tests[at] as number),
    features: pick(listOf(node, 'nodes_featureids', count)),
    thresholds: pick(values),
    missingHolds: Uint8Array.from(places.tests, (at) => ((tracks[at] ?? 0) >= 1 ? 1 : 0)),
    holds: children('nodes_truenodeids'),
    fails: children('nodes_falsenodeids'),
    members: new Map(),
    ...leaves,
  }
}

/** Nodes by their ids. */
class Index {
  /** The first node of each tree, in the order in which the trees begin. */
  readonly roots: number[] = []
  readonly #byKey = new Map<number, number>()

  constructor(node: NodeReader, treeIds: readonly number[], nodeIds: readonly number[]) {
    const seen = new Set<number>()
    for (const [at, tree] of treeIds.entries()) {
      const key = this.#keyOf(tree, nodeIds[at] as number)
      if (key === undefined || this.#byKey.has(key)) {
        const found = `node ${nodeIds[at]} of tree ${tree}${key === undefined ? '' : ' a second time'}`
        const expected = `ids below ${idLimit}, each once`
        throw node.corrupt(`attribute/nodes_nodeids/${at}`, found, expected)
      }
      this.#byKey.set(key, at)
      if (!seen.has(tree)) this.roots.push(at)
      seen.add(tree)
    }
  }

  find(tree: number, id: number): number | undefined {
    const key = this.#keyOf(tree, id)
    return key === undefined ? undefined : this.#byKey.get(key)
  }

  #keyOf(tree: number, id: number): number | undefined {
    const isValid = tree >= 0 && tree < idLimit && id >= 0 && id < idLimit
    return isValid ? tree * idLimit + id : undefined
  }
}

/** Nodes with a test and leaves, each counted on their own. */
class Places {
  /** The nodes that have a test, as the file counts them. */
  readonly tests: Int32Array
  /** For every node of the file its number among the tests, or `~` that among the leaves. */
  readonly of: Int32Array
  readonly leaves: Int32Array

  constructor(tests: readonly number[]) {
    const all = tests.map((_, at) => at)
    this.tests = Int32Array.from(all.filter((at) => tests[at] !== -1))
    this.leaves = Int32Array.from(all.filter((at) => tests[at] === -1))
    this.of = new Int32Array(tests.length)
    this.tests.forEach((at, i) => {
      this.of[at] = i
    })
    this.leaves.forEach((at, i) => {
      this.of[at] = ~i
    })
  }
}

type Leaves = Pick<SourceTrees, 'leafOffsets' | 'leafTargets' | 'leafWeights'>

/** Weights that stand at a node with a test count for nothing, as onnxruntime has it. */
function readLeaves(
  node: NodeReader,
  kind: 'class' | 'target',
  index: Index,
  places: Places,
): Leaves {
  const targets = node.ints(`${kind}_ids`)
  const treeIds = listOf(node, `${kind}_treeids`, targets.length)
  const nodeIds = listOf(node, `${kind}_nodeids`, targets.length)
  const weights = node.weights(`${kind}_weights`)
  checkLength(node, `${kind}_weights`, weights.length, targets.length)
  const byLeaf = Array.from({ length: places.leaves.length }, (): number[] => [])
  for (const [i, tree] of treeIds.entries()) {
    const at = index.find(tree, nodeIds[i] as number)
    if (at === undefined) {
      const found = `node ${nodeIds[i]} of tree ${tree}, which does not exist`
      throw node.corrupt(`attribute/${kind}_nodeids/${i}`, found, 'a node of the trees')
    }
    const place = places.of[at] as number
    if (place < 0) byLeaf[~place]?.push(i)
  }
  let end = 0
  const ends = byLeaf.map((leaf) => (end += leaf.length))
  return {
    leafOffsets: Int32Array.from([0, ...ends]),
    leafTargets: Float64Array.from(byLeaf.flat(), (i) => targets[i] as number),
    leafWeights: Float64Array.from(byLeaf.flat(), (i) => weights[i] as number),
  }
}

function listOf(node: NodeReader, key: string, count: number): readonly number[] {
  const list = node.ints(key)
  checkLength(node, key, list.length, count)
  return list
}

function checkLength(node: NodeReader, key: string, length: number, count: number): void {
  if (length === count) return
  throw node.corrupt(`attribute/${key}`, `${length} entries`, `${count}`)
}
