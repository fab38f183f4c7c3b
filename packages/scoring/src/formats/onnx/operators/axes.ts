import type { NodeReader } from '../lower/node-reader.ts'

/** Axes from an attribute or, since opset 13, an input; counted from the front. */
export function axesOf(node: NodeReader, rank: number): readonly number[] | undefined {
  const given = node.has('axes') ? node.ints('axes') : node.integers(1)
  return given?.map((axis) => toAxis(node, axis, rank))
}

export function toAxis(node: NodeReader, axis: number, rank: number): number {
  const at = axis < 0 ? axis + rank : axis
  if (Number.isInteger(at) && at >= 0 && at < rank) return at
  throw node.corrupt('attribute/axis', String(axis), `${-rank} to ${rank - 1}`)
}
