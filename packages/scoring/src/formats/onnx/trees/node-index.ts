import type { NodeReader } from '../lower/node-reader.ts'

/** Where the nodes of a tree stand: one after the other as they are numbered, or anywhere. */
type Tree =
  | { readonly start: number; readonly end: number }
  | { readonly places: ReadonlyMap<number, number> }

/** The nodes of trees by the ids of tree and node. */
export class NodeIndex {
  /** The first node of each tree, in the order in which the trees begin. */
  readonly roots: Int32Array
  readonly #trees = new Map<number, Tree>()

  /** @throws Refusal for a node given twice, or with an id below zero */
  constructor(node: NodeReader, treeIds: Float64Array, nodeIds: Float64Array) {
    const roots: number[] = []
    const scattered = new Map<number, Map<number, number>>()
    for (let start = 0; start < treeIds.length; ) {
      const tree = treeIds[start] as number
      const end = endOfRun(treeIds, start)
      const known = this.#trees.get(tree)
      if (known === undefined) roots.push(start)
      if (known === undefined && isInOrder(nodeIds, start, end))
        this.#trees.set(tree, { start, end })
      else {
        const places = scattered.get(tree) ?? placesOf(known)
        addPlaces(node, places, nodeIds, { tree, start, end })
        scattered.set(tree, places)
        this.#trees.set(tree, { places })
      }
      start = end
    }
    this.roots = Int32Array.from(roots)
  }

  find(tree: number, id: number): number | undefined {
    const found = this.#trees.get(tree)
    if (found === undefined) return undefined
    if ('places' in found) return found.places.get(id)
    return id >= 0 && found.start + id < found.end ? found.start + id : undefined
  }
}

function endOfRun(ids: Float64Array, start: number): number {
  let end = start + 1
  while (end < ids.length && ids[end] === ids[start]) end += 1
  return end
}

function isInOrder(ids: Float64Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (ids[at] !== at - start) return false
  return true
}

function placesOf(tree: Tree | undefined): Map<number, number> {
  const places = new Map<number, number>()
  if (tree === undefined || 'places' in tree) return places
  for (let at = tree.start; at < tree.end; at++) places.set(at - tree.start, at)
  return places
}

function addPlaces(
  node: NodeReader,
  places: Map<number, number>,
  ids: Float64Array,
  { tree, start, end }: { readonly tree: number; readonly start: number; readonly end: number },
): void {
  for (let at = start; at < end; at++) {
    const id = ids[at] as number
    if (id < 0 || places.has(id)) {
      const found = `node ${id} of tree ${tree}${id < 0 ? '' : ' a second time'}`
      throw node.corrupt(`attribute/nodes_nodeids/${at}`, found, 'ids of zero or more, each once')
    }
    places.set(id, at)
  }
}
