import type { Arena } from '../wasm/arena.ts'
import type { Address } from '../wasm/kernels.ts'

/** Bytes of a top, and where in it the addresses of nodes begin. */
const topBytes = 128
const nodesAt = 64
const levels = 4
/** What the lowest bit that is left is multiplied by; bits 12 to 15 of the product say which it is. */
const deBruijn = 0x09af
const nodeBytes = 8

/** Writes the tops of trees in the form of tools/kernels/assembly/tops.ts, from nodes that were placed. */
export function placeTops(arena: Arena, roots: Address, count: number): Address {
  const first = arena.reserve(count * topBytes)
  for (let tree = 0; tree < count; tree++) {
    writeTop(arena.words, roots + tree * nodeBytes, first + tree * topBytes)
  }
  return first
}

function writeTop(words: Uint32Array, root: Address, at: Address): void {
  let nodes: readonly Address[] = [root]
  let test = at / 4
  for (let level = 0; level < levels; level++) {
    // A leaf asks what sends every row to the left, which is the leaf again.
    for (const node of nodes) words[test++] = words[node / 4] as number
    nodes = nodes.flatMap((node) => childrenOf(words, node))
  }
  for (const [i, node] of nodes.entries()) {
    words[(at + nodesAt) / 4 + (((deBruijn << i) & 0xffff) >> 12)] = node
  }
}

function childrenOf(words: Uint32Array, node: Address): readonly [Address, Address] {
  const left = words[node / 4 + 1] as number
  return [left, left === node ? left : left - nodeBytes]
}
