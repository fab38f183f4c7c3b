const encoder = new TextEncoder()

/** Two words of the UTF-8 bytes of a text, as FNV-1a and a twin of it gather them; still to be mixed. */
export function textLanes(text: string): readonly [number, number] {
  const bytes = encoder.encode(text)
  let a = 0x811c9dc5
  let b = bytes.length | 0
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number // within its length
    a = Math.imul(a ^ byte, 0x01000193)
    b = Math.imul(b ^ byte, 0x5bd1e995)
    b ^= b >>> 15
  }
  return [a, b]
}
