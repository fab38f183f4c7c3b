/** Lists of numbers one after the other, in an array of the given kind. */
export function joinNumbers<T extends Float64Array | Uint32Array>(
  kind: new (length: number) => T,
  parts: readonly ArrayLike<number>[],
): T {
  const all = new kind(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
