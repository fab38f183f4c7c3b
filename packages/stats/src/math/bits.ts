/**
 * The bits of a double, as two 32-bit words.
 *
 * One 8-byte cell is shared by all calls; each call writes it before reading it, so nothing is
 * carried from one call to the next.
 */
const cell = new Float64Array(1)
const words = new Uint32Array(cell.buffer)
const bytes = new Uint8Array(new Uint16Array([1]).buffer)

/** Index of the word with sign and exponent: 1 on little-endian machines, 0 on big-endian ones. */
export const HIGH = bytes[0] === 1 ? 1 : 0
/** Index of the other word. */
export const LOW = 1 - HIGH

/** Sign, exponent and the 20 upper bits of the fraction of `x`, as an unsigned 32-bit integer. */
export function highWord(x: number): number {
  cell[0] = x
  return words[HIGH] as number // the index is in range
}

/** The 32 lower bits of the fraction of `x`, as an unsigned 32-bit integer. */
export function lowWord(x: number): number {
  cell[0] = x
  return words[LOW] as number // the index is in range
}

/** The double that has these two words. */
export function fromWords(high: number, low: number): number {
  words[HIGH] = high
  words[LOW] = low
  return cell[0] as number // the index is in range
}

/** 2^exponent for a whole exponent in -1022..1023. */
export function powerOfTwo(exponent: number): number {
  return fromWords((exponent + 1023) << 20, 0)
}
