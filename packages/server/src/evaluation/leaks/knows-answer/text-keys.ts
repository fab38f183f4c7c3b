import { textLanes } from '../../../datasets/snapshots/index.ts'
import type { Levels } from '../../../datasets/types.ts'

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

/** Two lanes, each finished as MurmurHash3 does. */
function keyOf(text: string): number {
  const [a, b] = textLanes(text)
  return finished(a ^ (b << 16)) * 0x100000 + (finished(b) >>> 12)
}

function finished(value: number): number {
  let x = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return (x ^ (x >>> 16)) >>> 0
}
