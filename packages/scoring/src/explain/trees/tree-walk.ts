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
  /** By level: products of the factors so far, and sums over the leaves below, at each point. */
  readonly #products: Float64Array
  readonly #sums: Float64Array
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
    this.#open = new Int32Array(levels)
    this.#goes = new Uint8Array(most(plans.map(([edges]) => edges.nodes.length)))
  }

  /** Takes up a tree: asks once for each node which way the row goes. */
  open(edges: TreeEdges, quadrature: Quadrature, goesLeft: (node: number) => boolean): void {
    this.#edges = edges
    this.#quadrature = quadrature
    for (let edge = 0; edge < edges.nodes.length; edge++) {
      const same = edges.same[edge] as number
      const isOpen = same === none || this.#goes[same] === 1
      const isLeft = edges.isLeft[edge] === 1
      this.#goes[edge] = +(isOpen && goesLeft(edges.nodes[edge] as number) === isLeft)
    }
  }

  /** Adds the values of the tree's features to `into`, feature 0 at `start`. */
  add(leafNumber: (leaf: number) => number, into: Float64Array, start: number): void {
    const edges = this.#edges
    if (edges === undefined) throw new RangeError('No tree is open.')
    const size = this.#quadrature.points.length
    this.#products.fill(1, 0, size)
    this.#sums.fill(0, 0, size)
    let level = 0
    for (let edge = 0; edge < edges.nodes.length; edge++) {
      const own = edges.levels[edge] as number
      for (; level >= own; level--) this.#close(edges, level, into, start)
      level = own
      this.#open[level] = edge
      this.#descend(edges, edge, level)
      const leaf = edges.leaves[edge] as number
      if (leaf !== none) this.#fill(level, leafNumber(leaf))
    }
    for (; level > 0; level--) this.#close(edges, level, into, start)
  }

  /** z (1 - t) + o t: zero only where neither the row nor any training data goes this way. */
  #factor(edges: TreeEdges, edge: number, t: number): number {
    return (edges.shares[edge] as number) * (1 - t) + (this.#goes[edge] as number) * t
  }

  #isDead(edges: TreeEdges, edge: number): boolean {
    return edges.shares[edge] === 0 && this.#goes[edge] === 0
  }

  #descend(edges: TreeEdges, edge: number, level: number): void {
    const { points } = this.#quadrature
    const [above, at] = [(level - 1) * points.length, level * points.length]
    const same = edges.same[edge] as number
    const isDead = this.#isDead(edges, edge)
    for (let q = 0; q < points.length; q++) {
      const t = points[q] as number
      const before = same === none || isDead ? 1 : this.#factor(edges, same, t)
      const product = (this.#products[above + q] as number) / before
      this.#products[at + q] = isDead ? 0 : product * this.#factor(edges, edge, t)
      this.#sums[at + q] = 0
    }
  }

  #fill(level: number, value: number): void {
    const { points } = this.#quadrature
    const at = level * points.length
    for (let q = 0; q < points.length; q++) {
      this.#sums[at + q] = value * (this.#products[at + q] as number)
    }
  }

  /** Every leaf below is known: the feature gets its value, in place of what edges above gave it. */
  #close(edges: TreeEdges, level: number, into: Float64Array, start: number): void {
    const { points, weights } = this.#quadrature
    const edge = this.#open[level] as number
    const same = edges.same[edge] as number
    const [above, at] = [(level - 1) * points.length, level * points.length]
    let value = 0
    for (let q = 0; q < points.length; q++) {
      const sum = this.#sums[at + q] as number
      this.#sums[above + q] = (this.#sums[above + q] as number) + sum
      const t = points[q] as number
      const gain = this.#gain(edges, edge, t) - (same === none ? 0 : this.#gain(edges, same, t))
      value += (weights[q] as number) * gain * sum
    }
    const feature = start + (edges.features[edge] as number)
    into[feature] = (into[feature] as number) + value
  }

  /** (o - z) over the factor, which takes the feature's own factor out of a product. */
  #gain(edges: TreeEdges, edge: number, t: number): number {
    if (this.#isDead(edges, edge)) return 0
    const difference = (this.#goes[edge] as number) - (edges.shares[edge] as number)
    return difference / this.#factor(edges, edge, t)
  }
}
