/**
 * MurmurHash3 of bytes: x86, 32 bits, seed 0, as a number with sign (Appleby, smhasher, public domain).
 */
export function murmur3(bytes: Uint8Array, start = 0, end: number = bytes.length): number {
  let h = 0
  let at = start
  for (; at + 4 <= end; at += 4) {
    const k =
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)
    h ^= scramble(k)
    h = (h << 13) | (h >>> 19)
    h = (Math.imul(h, 5) + 0xe6546b64) | 0
  }
  let tail = 0
  for (let i = end - 1; i >= at; i--) tail = (tail << 8) | (bytes[i] as number)
  h ^= scramble(tail)
  h ^= end - start
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

function scramble(k: number): number {
  const mixed = Math.imul(k, 0xcc9e2d51)
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593)
}
