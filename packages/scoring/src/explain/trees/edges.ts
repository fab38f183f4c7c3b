import type { Covers, TreeArrays } from '../../ir/tree-arrays.ts'
import { unexplained } from '../unexplained.ts'

/** No edge above: the root is. */
export const none = -1

/**
 * The edges of one tree in an order in which every edge comes after the one above it and before all
 * that hang from other edges further right (preorder). An edge leads from a node to its child.
 */
export interface TreeEdges {
  /** Edges from the root down to here, this one counted. */
  readonly levels: Int32Array
  /** The node it leads from. */
  readonly nodes: Int32Array
  /** Whether it leads to the left. */
  readonly isLeft: Uint8Array
  /** The feature that the node asks for. */
  readonly features: Int32Array
  /** The nearest edge above that was asked of the same feature, or `none`. */
  readonly same: Int32Array
  /**
   * The share of the training data that goes this way at this node and at all edges above that ask
   * for the same feature, of what comes to them.
   */
  readonly shares: Float64Array
  /** The leaf that it leads to, or `none`. */
  readonly leaves: Int32Array
  /** Of each leaf edge, the share of the training data that reaches it: the product over features. */
  readonly reach: Float64Array
  /** Most features on one way from the root to a leaf. */
  readonly mostFeatures: number
  readonly depth: number
}

/** Lists the edges of the tree below `root`. @throws Refusal when nodes are shared or covers wrong */
export function listEdges(
  trees: TreeArrays,
  covers: { readonly nodes: Covers; readonly leaves: Covers },
  root: number,
  { features, place, seen }: { features: Int32Array; place: string; seen: Uint8Array },
): TreeEdges {
  const list = new EdgeList()
  const coverOf = (child: number): number =>
    (child < 0 ? covers.leaves[~child] : covers.nodes[child]) as number
  const stack: { child: number; node: number; isLeft: boolean; above: number }[] = []
  const enter = (node: number, above: number): void => {
    if (seen[node] === 1) throw unexplained(place, `node ${node}, shared`, 'trees of their own')
    seen[node] = 1
    stack.push({ child: trees.right[node] as number, node, isLeft: false, above })
    stack.push({ child: trees.left[node] as number, node, isLeft: true, above })
  }
  if (root >= 0) enter(root, none)
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { child, node } = next
    const ratio = shareOf(coverOf(child), coverOf(node), place)
    const feature = features[trees.features[node] as number] as number
    const edge = list.add({ ...next, feature, ratio })
    if (child >= 0) enter(child, edge)
  }
  return list.finish()
}

/** Where no training row came by, both ways share alike. */
function shareOf(child: number, node: number, place: string): number {
  if (node === 0 && child === 0) return 0.5
  // Sums of 32-bit floats may be off by their rounding.
  if (child >= 0 && child <= node * (1 + 1e-3)) return child / node
  const found = `${child} of ${node} training rows at a node`
  throw unexplained(place, found, 'covers that do not grow from a node to its child')
}

interface NewEdge {
  readonly child: number
  readonly node: number
  readonly isLeft: boolean
  readonly above: number
  readonly feature: number
  readonly ratio: number
}

class EdgeList {
  /** Edges from the root to the last one added. */
  readonly #path: number[] = []
  /** By feature, the edge of the path that is nearest to its end. */
  readonly #nearest = new Map<number, number>()
  readonly #levels: number[] = []
  readonly #nodes: number[] = []
  readonly #isLeft: number[] = []
  readonly #features: number[] = []
  readonly #same: number[] = []
  readonly #shares: number[] = []
  readonly #leaves: number[] = []
  readonly #reach: number[] = []
  /** Features from the root to the edge, each counted once. */
  readonly #counts: number[] = []

  add({ child, node, isLeft, above, feature, ratio }: NewEdge): number {
    const edge = this.#nodes.length
    const level = above === none ? 1 : (this.#levels[above] as number) + 1
    this.#leave(level)
    const same = this.#nearest.get(feature) ?? none
    this.#nearest.set(feature, edge)
    this.#path.push(edge)
    this.#levels.push(level)
    this.#nodes.push(node)
    this.#isLeft.push(isLeft ? 1 : 0)
    this.#features.push(feature)
    this.#same.push(same)
    this.#shares.push(same === none ? ratio : (this.#shares[same] as number) * ratio)
    this.#leaves.push(child < 0 ? ~child : none)
    this.#reach.push(above === none ? ratio : (this.#reach[above] as number) * ratio)
    const counted = above === none ? 0 : (this.#counts[above] as number)
    this.#counts.push(counted + (same === none ? 1 : 0))
    return edge
  }

  /** Goes back up to where an edge of this level can hang. */
  #leave(level: number): void {
    while (this.#path.length >= level) {
      const edge = this.#path.pop() as number // the path is not empty
      this.#nearest.set(this.#features[edge] as number, this.#same[edge] as number)
    }
  }

  finish(): TreeEdges {
    const most = (numbers: readonly number[]) => numbers.reduce((a, b) => Math.max(a, b), 0)
    return {
      levels: Int32Array.from(this.#levels),
      nodes: Int32Array.from(this.#nodes),
      isLeft: Uint8Array.from(this.#isLeft),
      features: Int32Array.from(this.#features),
      same: Int32Array.from(this.#same),
      shares: Float64Array.from(this.#shares),
      leaves: Int32Array.from(this.#leaves),
      reach: Float64Array.from(this.#reach),
      mostFeatures: most(this.#counts),
      depth: most(this.#levels),
    }
  }
}
