/** Pairs of children in a line of a cache. */
const perLine = 4

/** Trees, by node: `~leaf` where there is a leaf. */
interface Trees {
  readonly roots: Int32Array
  readonly left: Int32Array
  readonly right: Int32Array
}

/**
 * Where the pair of children of each node lies, and how many pairs there is room for. A walk asks for one pair
 * after another and waits for each that is in no cache, so the pairs that a row most probably meets together share a
 * line: beginning with the pair of a root, the pair below with the most leaves joins until the line is full, and each
 * that is left begins a line of its own; where fewer are left than fill it, others join.
 */
export function packNodes(trees: Trees): { readonly places: Int32Array; readonly size: number } {
  const packer = new Packer(trees)
  for (const root of trees.roots) if (root >= 0) packer.place(root)
  return { places: packer.places, size: packer.size }
}

class Packer {
  readonly places: Int32Array
  size = 0
  readonly #left: Int32Array
  readonly #right: Int32Array
  readonly #leaves: Float64Array
  /** Where there is room for so many pairs at the end of a line, else -1. */
  readonly #room = new Int32Array(perLine).fill(-1)
  /** Nodes whose pairs begin lines. */
  readonly #waiting: number[] = []
  /** Nodes of the current line, and those that may join. */
  readonly #line: number[] = []
  readonly #below: number[] = []

  constructor({ left, right, roots }: Trees) {
    this.#left = left
    this.#right = right
    this.places = new Int32Array(left.length).fill(-1)
    this.#leaves = countLeaves({ left, right, roots })
  }

  place(root: number): void {
    this.#waiting.push(root)
    for (let node = this.#waiting.pop(); node !== undefined; node = this.#waiting.pop()) {
      // Trees may share what is below them.
      if (this.places[node] === -1) this.#placeLine(node)
    }
  }

  #placeLine(first: number): void {
    const [line, below] = [this.#line, this.#below]
    line.length = 0
    below.length = 0
    below.push(first)
    while (line.length < perLine && below.length > 0) {
      const node = this.#takeLargest(below)
      if (this.places[node] !== -1) continue
      // Not yet known where, but no other's.
      this.places[node] = -2
      line.push(node)
      this.#addChildren(node, below)
    }
    let at = this.#reserve(line.length)
    for (const node of line) this.places[node] = at++
    for (const node of below) this.#waiting.push(node)
  }

  #takeLargest(nodes: number[]): number {
    let best = 0
    for (let i = 1; i < nodes.length; i++) {
      const [one, other] = [nodes[i] as number, nodes[best] as number]
      if ((this.#leaves[one] as number) > (this.#leaves[other] as number)) best = i
    }
    const node = nodes[best] as number
    nodes[best] = nodes.at(-1) as number
    nodes.length--
    return node
  }

  #addChildren(node: number, to: number[]): void {
    const [left, right] = [this.#left[node] as number, this.#right[node] as number]
    if (left >= 0) to.push(left)
    if (right >= 0) to.push(right)
  }

  /** Room for so many pairs in one line. */
  #reserve(count: number): number {
    for (let room = count; room < perLine; room++) {
      const at = this.#room[room] as number
      if (at < 0) continue
      this.#room[room] = -1
      this.#leave(at + count, room - count)
      return at
    }
    const at = this.size
    this.size += perLine
    this.#leave(at + count, perLine - count)
    return at
  }

  #leave(at: number, room: number): void {
    if (room > 0) this.#room[room] = at
  }
}

/** Leaves below each node that a root leads to. */
function countLeaves({ roots, left, right }: Trees): Float64Array {
  const counts = new Float64Array(left.length)
  const open: number[] = []
  for (const root of roots) {
    if (root >= 0) open.push(root)
    while (open.length > 0) {
      const node = open.at(-1) as number
      const [one, other] = [left[node] as number, right[node] as number]
      const isOpen = (child: number) => child >= 0 && counts[child] === 0
      if (counts[node] === 0 && (isOpen(one) || isOpen(other))) {
        if (isOpen(one)) open.push(one)
        if (isOpen(other)) open.push(other)
        continue
      }
      open.pop()
      counts[node] = leavesOf(counts, one) + leavesOf(counts, other)
    }
  }
  return counts
}

function leavesOf(counts: Float64Array, child: number): number {
  return child < 0 ? 1 : (counts[child] as number)
}
