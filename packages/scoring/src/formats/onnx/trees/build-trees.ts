import type { TreeArrays } from '../../../ir/tree-arrays.ts'
import { treeDepths } from '../../../ir/tree-depth.ts'
import type { NodeReader } from '../lower/node-reader.ts'
import { buildNodes } from './forest-builder.ts'
import type { SourceTrees } from './source-trees.ts'

/** Trees as the op graph has them. */
export interface BuiltTrees {
  readonly arrays: TreeArrays
  readonly leafWidth: number
}

/** What trees add up to. */
export interface TreeSettings {
  readonly targets: number
  /** Features of the input. */
  readonly width: number
  /** The inputs are rounded to singles, and so are the sums. */
  readonly isFloat: boolean
  /** Every tree adds to a slot of its own, for aggregations that are no sums. */
  readonly slotForEachTree: boolean
}

/** Numbers of all leaves together, where each has one for every target. */
const mostLeafNumbers = 50_000_000

/** @throws Refusal, or NotNative where leaves are not as the op graph has them */
export function buildTrees(
  node: NodeReader,
  trees: SourceTrees,
  settings: TreeSettings,
): BuiltTrees {
  if (trees.roots.length === 0) throw node.corrupt('attribute', 'no tree', 'at least one')
  checkTrees(node, trees, settings)
  const nodes = buildNodes(trees, settings.isFloat)
  checkDepths(node, trees)
  const slots = slotsOf(trees, settings)
  const leafCount = trees.leafOffsets.length - 1
  if (slots === undefined && settings.slotForEachTree) {
    throw node.refuse('leaves of several targets in trees that are kept apart', 'one number a leaf')
  }
  const leafWidth = slots === undefined ? settings.targets : 1
  if (leafWidth * leafCount > mostLeafNumbers) {
    const found = `${leafCount} leaves for ${leafWidth} targets`
    throw node.refuse(found, `at most ${mostLeafNumbers} numbers`)
  }
  return {
    leafWidth,
    arrays: {
      roots: trees.roots,
      treeSlots: slots ?? new Int32Array(trees.roots.length),
      ...nodes,
      leafValues: leafNumbers(node, trees, leafWidth, settings.isFloat),
      leafCount,
    },
  }
}

function checkTrees(node: NodeReader, trees: SourceTrees, { targets, width }: TreeSettings): void {
  const feature = trees.features.findIndex((index) => !(index >= 0 && index < width))
  if (feature >= 0) {
    const found = `${trees.features[feature]}`
    throw node.corrupt(`attribute/nodes_featureids/${feature}`, found, `0 to ${width - 1}`)
  }
  const target = trees.leafTargets.find((id) => !(id >= 0 && id < targets))
  if (target !== undefined) {
    throw node.corrupt('attribute', `a weight for the target ${target}`, `0 to ${targets - 1}`)
  }
  const weight = trees.leafWeights.find((number) => !Number.isFinite(number))
  if (weight !== undefined) {
    throw node.corrupt('attribute', `the weight ${weight} of a leaf`, 'finite numbers')
  }
}

/** Before tests are rewritten: their nodes are the file's own. */
function checkDepths(node: NodeReader, { roots, holds, fails }: SourceTrees): void {
  const found = treeDepths({ left: holds, right: fails }, roots)
  if (!('cycleAt' in found)) return
  throw node.corrupt('attribute', `a path that comes back to node ${found.cycleAt}`, 'no cycle')
}

/** The slot of each tree, where every tree has only one target and every leaf at most one number. */
function slotsOf(
  trees: SourceTrees,
  { targets, slotForEachTree }: TreeSettings,
): Int32Array | undefined {
  const { leafOffsets, leafTargets, roots } = trees
  if (targets === 1 && isSingle(leafOffsets, slotForEachTree ? 1 : 0)) {
    return roots.map((_, tree) => (slotForEachTree ? tree : 0))
  }
  if (slotForEachTree || !isSingle(leafOffsets, 0)) return undefined
  const slots = new Int32Array(roots.length)
  const seen = new Int32Array(trees.modes.length).fill(-1)
  for (const [tree, root] of roots.entries()) {
    const slot = onlyTarget(trees, root, tree, seen, (leaf) => {
      const at = leafOffsets[leaf] as number
      return at === leafOffsets[leaf + 1] ? undefined : leafTargets[at]
    })
    if (slot === undefined) return undefined
    slots[tree] = slot
  }
  return slots
}

function isSingle(offsets: Int32Array, least: number): boolean {
  for (let leaf = 1; leaf < offsets.length; leaf++) {
    const count = (offsets[leaf] as number) - (offsets[leaf - 1] as number)
    if (count > 1 || count < least) return false
  }
  return true
}

/** The target of all leaves below a root, 0 where they have none; undefined where they differ. */
function onlyTarget(
  { holds, fails }: SourceTrees,
  root: number,
  tree: number,
  seen: Int32Array,
  targetOf: (leaf: number) => number | undefined,
): number | undefined {
  const stack = [root]
  let target: number | undefined
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (at >= 0) {
      if (seen[at] === tree) continue
      seen[at] = tree
      stack.push(holds[at] as number, fails[at] as number)
      continue
    }
    const found = targetOf(~at)
    if (found === undefined) continue
    if (target !== undefined && target !== found) return undefined
    target = found
  }
  return target ?? 0
}

function leafNumbers(
  node: NodeReader,
  { leafOffsets, leafTargets, leafWeights }: SourceTrees,
  leafWidth: number,
  isFloat: boolean,
): Float64Array {
  const values = new Float64Array((leafOffsets.length - 1) * leafWidth)
  const filled = new Uint8Array(values.length)
  for (let leaf = 0; leaf + 1 < leafOffsets.length; leaf++) {
    for (let i = leafOffsets[leaf] as number; i < (leafOffsets[leaf + 1] as number); i++) {
      const at = leaf * leafWidth + (leafWidth === 1 ? 0 : (leafTargets[i] as number))
      if (filled[at] === 1) {
        throw node.refuse(
          'a leaf with several weights for one target',
          'one weight for each target',
        )
      }
      filled[at] = 1
      const weight = leafWeights[i] as number
      values[at] = isFloat ? Math.fround(weight) : weight
    }
  }
  return values
}
