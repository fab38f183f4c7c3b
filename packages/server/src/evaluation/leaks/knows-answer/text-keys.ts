import type { Levels } from '../../../datasets/types.ts'

const encoder = new TextEncoder()

/**
 * A number for each text of a dictionary, the same wherever the text turns up: 52 bits of a hash, so that no
 * list of all texts is kept. Two of a million texts have one number in one of ten thousand tables.
 */
export class TextKeys {
  readonly #known = new WeakMap<Levels, number[]>()

  of(levels: Levels): readonly number[] {
    let keys = this.#known.get(levels)
    if (keys === undefined) {
      keys = []
      this.#known.set(levels, keys)
    }
    for (let code = keys.length; code < levels.texts.length; code++) {
      keys.push(keyOf(levels.texts[code] ?? ''))
    }
    return keys
  }
}

/** FNV-1a in two lanes, each finished as MurmurHash3 does. */
function keyOf(text: string): number {
  const bytes = encoder.encode(text)
  let a = 0x811c9dc5
  let b = bytes.length | 0
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number // within its length
    a = Math.imul(a ^ byte, 0x01000193)
    b = Math.imul(b ^ byte, 0x5bd1e995)
    b ^= b >>> 15
  }
  return finished(a ^ (b << 16)) * 0x100000 + (finished(b) >>> 12)
}

function finished(value: number): number {
  let x = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return (x ^ (x >>> 16)) >>> 0
}
