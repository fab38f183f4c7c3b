import { none, type TreeEdges } from './edges.ts'
import type { Quadrature } from './quadrature.ts'

const nothing: Quadrature = { points: new Float64Array(), weights: new Float64Array() }

/**
 * Adds up the Shapley values of one row in one tree after another.
 *
 * Below a leaf, feature j has the factor o where it is known (1 if the row goes its way at every
 * node that asks for j, else 0) and z, a share of the training data, where it is not. In such a
 * product game the Shapley value of i is the integral over t from 0 to 1 of (o_i - z_i) times the
 * product over the others of z_j (1 - t) + o_j t, by the leaf's number (Owen 1972). That is a
 * polynomial in t, which few points integrate exactly; unlike the sums over subset sizes in the
 * papers it has no differences that cancel in deep trees. Products go down the tree and sums come
 * back up, so that a row costs edges x points (as in Yu et al. 2022, Linear TreeShap).
 */
export class TreeWalk {
  /** By level and point: products of the factors so far, sums over the leaves below, 1 / factor. */
  readonly #products: Float64Array
  readonly #sums: Float64Array
  readonly #inverses: Float64Array
  /** By level: the edge that is open there. */
  readonly #open: Int32Array
  /** By edge: whether the row goes this way at it and at all above of the same feature. */
  readonly #goes: Uint8Array
  #edges: TreeEdges | undefined
  #quadrature = nothing

  constructor(plans: readonly (readonly [TreeEdges, Quadrature])[]) {
    const most = (numbers: readonly number[]) => numbers.reduce((a, b) => Math.max(a, b), 0)
    const levels = most(plans.map(([edges]) => edges.depth)) + 1
    const points = most(plans.map(([edges, { points }]) => (edges.depth + 1) * points.length))
    this.#products = new Float64Array(points)
    this.#sums = new Float64Array(points)
    this.#inverses = new Float64Array(points)
    this.#open = new Int32Array(levels)
    this.#goes = new Uint8Array(most(plans.map(([edges]) => edges.nodes.length)))
  }

  /** Takes up a tree: asks once for each node which way the row goes. */
  open(edges: TreeEdges, quadrature: Quadrature, goesLeft: (node: number) => boolean): void {
    const { nodes, isLeft, same } = edges
    const goes = this.#goes
    this.#edges = edges
    this.#quadrature = quadrature
    for (let edge = 0; edge < nodes.length; edge++) {
      const before = same[edge] as number
      const isOpen = before === none || goes[before] === 1
      goes[edge] = +(isOpen && goesLeft(nodes[edge] as number) === (isLeft[edge] === 1))
    }
  }

  /** Adds the values of the tree's features to `into`, feature 0 at `start`. */
  add(leafNumber: (leaf: number) => number, into: Float64Array, start: number): void {
    const edges = this.#edges
    if (edges === undefined) throw new RangeError('No tree is open.')
    const { levels, leaves } = edges
    const size = this.#quadrature.points.length
    this.#products.fill(1, 0, size)
    this.#sums.fill(0, 0, size)
    let level = 0
    for (let edge = 0; edge < levels.length; edge++) {
      const own = levels[edge] as number
      for (; level >= own; level--) this.#close(edges, level, into, start)
      level = own
      this.#descend(edges, edge, level)
      const leaf = leaves[edge] as number
      if (leaf !== none) this.#fill(level, leafNumber(leaf))
    }
    for (; level > 0; level--) this.#close(edges, level, into, start)
  }

  /** Opens an edge: takes its factor z (1 - t) + o t into the products, in place of that of `same`. */
  #descend({ shares, same: sames, levels }: TreeEdges, edge: number, level: number): void {
    const { points } = this.#quadrature
    const [products, sums, inverses] = [this.#products, this.#sums, this.#inverses]
    const size = points.length
    const at = level * size
    this.#open[level] = edge
    const z = shares[edge] as number
    const o = this.#goes[edge] as number
    const same = sames[edge] as number
    const sameAt = same === none ? none : (levels[same] as number) * size
    // The factor is zero only where neither the row nor any training data goes this way: then the
    // product is zero too, and everything below counts for nothing.
    const isDead = z === 0 && o === 0
    for (let q = 0; q < size; q++) {
      const t = points[q] as number
      const factor = z * (1 - t) + o * t
      const before = sameAt === none ? 1 : (inverses[sameAt + q] as number)
      products[at + q] = (products[at - size + q] as number) * before * factor
      inverses[at + q] = isDead ? 0 : 1 / factor
      sums[at + q] = 0
    }
  }

  #fill(level: number, value: number): void {
    const [products, sums] = [this.#products, this.#sums]
    const size = this.#quadrature.points.length
    const end = (level + 1) * size
    for (let at = level * size; at < end; at++) sums[at] = value * (products[at] as number)
  }

  /**
   * Every leaf below is known: the feature gets its value, in place of what the edge above that asks
   * for it gave for these leaves. Its own factor is taken out of the products by 1 / factor.
   */
  #close(
    { shares, same: sames, levels, features }: TreeEdges,
    level: number,
    into: Float64Array,
    start: number,
  ): void {
    const { weights } = this.#quadrature
    const [sums, inverses, goes] = [this.#sums, this.#inverses, this.#goes]
    const size = weights.length
    const at = level * size
    const edge = this.#open[level] as number
    const gain = (goes[edge] as number) - (shares[edge] as number)
    const same = sames[edge] as number
    // Without such an edge its gain is nothing, wherever it is read from.
    const sameGain = same === none ? 0 : (goes[same] as number) - (shares[same] as number)
    const sameAt = same === none ? at : (levels[same] as number) * size
    let value = 0
    for (let q = 0; q < size; q++) {
      const sum = sums[at + q] as number
      const taken =
        gain * (inverses[at + q] as number) - sameGain * (inverses[sameAt + q] as number)
      sums[at - size + q] = (sums[at - size + q] as number) + sum
      value += (weights[q] as number) * taken * sum
    }
    const feature = start + (features[edge] as number)
    into[feature] = (into[feature] as number) + value
  }
}
