const words = new Uint32Array(1)
const floats = new Float32Array(words.buffer)

/** The number that a bfloat16 holds: the upper half of a single. */
export function fromBfloat16(half: number): number {
  words[0] = half << 16
  return floats[0] as number
}

/** A number rounded to bfloat16, ties to even. */
export function bfloat16Of(value: number): number {
  if (Number.isNaN(value)) return value
  floats[0] = value
  const word = words[0] as number
  words[0] = (word + 0x7fff + ((word >>> 16) & 1)) & 0xffff0000
  return floats[0] as number
}
