// The first four levels of a tree of ranked-walk.ts, for eight rows at once and without a walk: their 15 tests are all
// asked, and each rules out what is below its other side, as in masks.ts. A top is 128 bytes: the 15 tests in rows of
// 1, 2, 4 and 8, each u16 place of its column in bytes and u16 rank, 4 unused, and the addresses of the 16 nodes to which they
// lead, u32 each, in the order of `orderOf`.

/** Levels of a top, and its bytes. */
export const topLevels: u32 = 4
export const topBytes: usize = 128

/** Where the addresses begin. */
const nodesAt: usize = 64

/** Keeps the nodes that a test does not rule out; `kept` are those that it has nothing to say of. */
function ask(nodes: v128, test: usize, row: usize, kept: v128): v128 {
  const ranks = v128.load(row + <usize>load<u16>(test))
  const above = i16x8.sub_sat_u(ranks, v128.load16_splat(test, 2))
  const isLeft = i16x8.eq(above, i16x8.splat(0))
  return v128.and(nodes, v128.or(isLeft, kept))
}

/**
 * Writes the addresses of the nodes to which eight rows come, 4 bytes each; `row` is the place of their first column.
 */
export function walkTops(top: usize, row: usize, to: usize): void {
  let nodes = i16x8.splat(-1)
  nodes = ask(nodes, top, row, i16x8.splat(~0x00ff))
  nodes = ask(nodes, top + 4, row, i16x8.splat(~0x000f))
  nodes = ask(nodes, top + 8, row, i16x8.splat(~0x0f00))
  nodes = ask(nodes, top + 12, row, i16x8.splat(~0x0003))
  nodes = ask(nodes, top + 16, row, i16x8.splat(~0x0030))
  nodes = ask(nodes, top + 20, row, i16x8.splat(~0x0300))
  nodes = ask(nodes, top + 24, row, i16x8.splat(~0x3000))
  nodes = ask(nodes, top + 28, row, i16x8.splat(~0x0001))
  nodes = ask(nodes, top + 32, row, i16x8.splat(~0x0004))
  nodes = ask(nodes, top + 36, row, i16x8.splat(~0x0010))
  nodes = ask(nodes, top + 40, row, i16x8.splat(~0x0040))
  nodes = ask(nodes, top + 44, row, i16x8.splat(~0x0100))
  nodes = ask(nodes, top + 48, row, i16x8.splat(~0x0400))
  nodes = ask(nodes, top + 52, row, i16x8.splat(~0x1000))
  nodes = ask(nodes, top + 56, row, i16x8.splat(~0x4000))
  const first = v128.and(nodes, i16x8.neg(nodes))
  const places = orderOf(first)
  const from = top + nodesAt
  store<u32>(to, load<u32>(from + ((<usize>i16x8.extract_lane_u(places, 0)) << 2)))
  store<u32>(to, load<u32>(from + ((<usize>i16x8.extract_lane_u(places, 1)) << 2)), 4)
  store<u32>(to, load<u32>(from + ((<usize>i16x8.extract_lane_u(places, 2)) << 2)), 8)
  store<u32>(to, load<u32>(from + ((<usize>i16x8.extract_lane_u(places, 3)) << 2)), 12)
  store<u32>(to, load<u32>(from + ((<usize>i16x8.extract_lane_u(places, 4)) << 2)), 16)
  store<u32>(to, load<u32>(from + ((<usize>i16x8.extract_lane_u(places, 5)) << 2)), 20)
  store<u32>(to, load<u32>(from + ((<usize>i16x8.extract_lane_u(places, 6)) << 2)), 24)
  store<u32>(to, load<u32>(from + ((<usize>i16x8.extract_lane_u(places, 7)) << 2)), 28)
}

/** A number of 4 bits for each of the 16 bits that may be set: the top of the bit's product with a de Bruijn sequence. */
function orderOf(bit: v128): v128 {
  return i16x8.shr_u(i16x8.mul(bit, i16x8.splat(0x09af)), 12)
}
