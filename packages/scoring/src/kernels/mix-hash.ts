/** A number of 64 bits in two words without sign. */
export interface Hash64 {
  low: number
  high: number
}

const multiplierLow = 0x4954cb65
const multiplierHigh = 0x4906ba49

/** hash = M (hash + M word) modulo 2^64, the word's sign continued; M is CatBoost's multiplier. */
export function mixHash(hash: Hash64, word: number): void {
  const { low, high } = hash
  hash.low = word >>> 0
  hash.high = word < 0 ? 0xffffffff : 0
  multiply(hash)
  const sum = hash.low + low
  hash.high = (hash.high + high + (sum > 0xffffffff ? 1 : 0)) >>> 0
  hash.low = sum >>> 0
  multiply(hash)
}

/** Times M, modulo 2^64. */
function multiply(hash: Hash64): void {
  const { low, high } = hash
  const crossed = Math.imul(high, multiplierLow) + Math.imul(low, multiplierHigh)
  hash.high = (highWord(low, multiplierLow) + crossed) >>> 0
  hash.low = Math.imul(low, multiplierLow) >>> 0
}

/** The upper 32 bits of a product of two words without sign. */
function highWord(a: number, b: number): number {
  const [aLow, aHigh] = [a & 0xffff, a >>> 16]
  const [bLow, bHigh] = [b & 0xffff, b >>> 16]
  const low = aLow * bLow
  const middle = aHigh * bLow + (low >>> 16)
  const other = aLow * bHigh + (middle & 0xffff)
  return aHigh * bHigh + Math.floor(middle / 65536) + (other >>> 16)
}
