/** Leaves by what they hold. */
export interface DistinctLeaves {
  /** Per leaf: which of the distinct ones it is. */
  readonly places: Uint16Array
  /** The numbers of the distinct ones, in the order in which they come first. */
  readonly numbers: Float64Array
}

const mostDistinct = 1 << 16
const slotCount = 1 << 18
const factor = 0x9e3779b1

/** Leaves of `width` numbers, bit for bit; `undefined` where more differ than 16 bits can tell apart. */
export function distinctLeaves(
  leafValues: Float64Array,
  width: number,
): DistinctLeaves | undefined {
  const count = leafValues.length / width
  const words = new Uint32Array(leafValues.buffer, leafValues.byteOffset, 2 * leafValues.length)
  const places = new Uint16Array(count)
  const firsts: number[] = []
  /** By slot: 1 + which of the distinct ones has it. */
  const slots = new Int32Array(slotCount)
  for (let leaf = 0; leaf < count; leaf++) {
    let slot = slotOf(words, leaf, width)
    while (slots[slot] !== 0) {
      const other = (slots[slot] as number) - 1
      if (isSame(words, firsts[other] as number, leaf, width)) break
      slot = (slot + 1) % slotCount
    }
    if (slots[slot] === 0) {
      if (firsts.length === mostDistinct) return undefined
      slots[slot] = firsts.push(leaf)
    }
    places[leaf] = (slots[slot] as number) - 1
  }
  const numbers = new Float64Array(firsts.length * width)
  for (const [i, leaf] of firsts.entries()) {
    numbers.set(leafValues.subarray(leaf * width, (leaf + 1) * width), i * width)
  }
  return { places, numbers }
}

function slotOf(words: Uint32Array, leaf: number, width: number): number {
  let hash = 0
  for (let at = 2 * leaf * width; at < 2 * (leaf + 1) * width; at++) {
    hash = Math.imul(hash ^ (words[at] as number), factor)
    hash ^= hash >>> 15
  }
  return Math.imul(hash, factor) >>> 14
}

function isSame(words: Uint32Array, one: number, other: number, width: number): boolean {
  for (let i = 0; i < 2 * width; i++) {
    if (words[2 * one * width + i] !== words[2 * other * width + i]) return false
  }
  return true
}
