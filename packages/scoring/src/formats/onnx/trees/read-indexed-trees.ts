import type { NodeReader } from '../lower/node-reader.ts'
import { modes, type SourceTrees } from './source-trees.ts'

/**
 * The trees of TreeEnsemble, version 5: nodes and leaves by their index. A root both of whose
 * branches are one leaf is that leaf. The members of sets follow one another in the order of their
 * nodes, each set ended by NaN.
 */
export function readIndexedTrees(node: NodeReader): SourceTrees {
  const nodeModes = numbersOf(node, 'nodes_modes')
  const count = nodeModes.length
  const bad = nodeModes.findIndex((mode) => !(Number.isInteger(mode) && mode >= 0 && mode <= 6))
  if (bad >= 0) {
    const found = String(nodeModes[bad])
    throw node.corrupt(`attribute/nodes_modes/${bad}`, found, 'a whole number from 0 to 6')
  }
  const weights = numbersOf(node, 'leaf_weights')
  const targets = node.ints('leaf_targetids')
  check(node, 'leaf_targetids', targets.length, weights.length)
  const thresholds = numbersOf(node, 'nodes_splits')
  check(node, 'nodes_splits', thresholds.length, count)
  const features = node.ints('nodes_featureids')
  check(node, 'nodes_featureids', features.length, count)
  const tracks = node.ints('nodes_missing_value_tracks_true')
  if (tracks.length > 0) check(node, 'nodes_missing_value_tracks_true', tracks.length, count)
  const sizes = { nodes: count, leaves: weights.length }
  const holds = readBranches(node, 'true', sizes)
  const fails = readBranches(node, 'false', sizes)
  return {
    roots: readRoots(node, holds, fails),
    modes: Uint8Array.from(nodeModes),
    features: Float64Array.from(features),
    thresholds,
    missingHolds: Uint8Array.from({ length: count }, (_, i) => ((tracks[i] ?? 0) >= 1 ? 1 : 0)),
    holds,
    fails,
    members: readMembers(node, nodeModes),
    leafOffsets: Int32Array.from({ length: weights.length + 1 }, (_, i) => i),
    leafTargets: Float64Array.from(targets),
    leafWeights: weights,
  }
}

function numbersOf(node: NodeReader, key: string): Float64Array {
  const tensor = node.tensor(key)
  if (tensor !== undefined && tensor.texts === undefined) return tensor.numbers
  throw node.corrupt(`attribute/${key}`, 'nothing', 'a tensor of numbers')
}

function check(node: NodeReader, key: string, length: number, count: number): void {
  if (length === count) return
  throw node.corrupt(`attribute/${key}`, `${length} entries`, `${count}`)
}

function readBranches(
  node: NodeReader,
  side: 'true' | 'false',
  { nodes, leaves }: { readonly nodes: number; readonly leaves: number },
): Int32Array {
  const ids = node.ints(`nodes_${side}nodeids`)
  const areLeaves = node.ints(`nodes_${side}leafs`)
  check(node, `nodes_${side}nodeids`, ids.length, nodes)
  check(node, `nodes_${side}leafs`, areLeaves.length, nodes)
  return Int32Array.from(ids, (id, i) => {
    const isLeaf = areLeaves[i] !== 0
    const end = isLeaf ? leaves : nodes
    if (id >= 0 && id < end) return isLeaf ? ~id : id
    const found = `${isLeaf ? 'leaf' : 'node'} ${id}`
    throw node.corrupt(`attribute/nodes_${side}nodeids/${i}`, found, `less than ${end}`)
  })
}

function readRoots(node: NodeReader, holds: Int32Array, fails: Int32Array): Int32Array {
  return Int32Array.from(node.ints('tree_roots'), (root, i) => {
    const [a, b] = [holds[root], fails[root]]
    if (a === undefined || b === undefined) {
      const found = `node ${root}`
      throw node.corrupt(`attribute/tree_roots/${i}`, found, `less than ${holds.length}`)
    }
    return a < 0 && a === b ? a : root
  })
}

function readMembers(node: NodeReader, nodeModes: Float64Array): SourceTrees['members'] {
  const members = new Map<number, readonly number[]>()
  const values = node.tensor('membership_values')?.numbers ?? new Float64Array()
  let at = 0
  for (const [i, mode] of nodeModes.entries()) {
    if (mode !== modes.member) continue
    let end = at
    while (end < values.length && !Number.isNaN(values[end])) end += 1
    if (end >= values.length) {
      const found = `${members.size} sets`
      throw node.corrupt('attribute/membership_values', found, 'a set for each member node')
    }
    members.set(i, [...values.subarray(at, end)])
    at = end + 1
  }
  if (at === values.length) return members
  const found = `${values.length - at} numbers after the last set`
  throw node.corrupt('attribute/membership_values', found, 'a set for each member node')
}
