import type { Random } from '@ratchet-ml/stats'
import { boundaryNumbers, fewTimes, oneOf } from './boundary-numbers.ts'

/** What is changed, and what else there is to take bytes from. */
interface Material {
  readonly bytes: Uint8Array
  readonly other: Uint8Array
  readonly random: Random
}

type Change = (material: Material) => Uint8Array

const longest = 64

/** Byte sequences that readers of text and of binary formats stumble over. */
const nastySequences: readonly (readonly number[])[] = [
  ...[
    [0],
    [0xff],
    [0x80],
    [0xc3, 0x28],
    [0xed, 0xa0, 0x80],
    [0xef, 0xbb, 0xbf],
    [0xf4, 0x90, 0x80],
  ],
  ...[[13, 10], [10, 10], [13], [61], [32, 32], [9], [0x7b], [0x5b], [0x22], [0x5c], [0x24, 0x23]],
  ...[
    [0xff, 0xff, 0xff, 0x7f],
    [0, 0, 0, 0x80],
    [0xff, 0xff, 0xff, 0xff],
  ],
]

const changes: Readonly<Record<string, Change>> = {
  'bit flipped': ({ bytes, random }) => {
    const copy = new Uint8Array(bytes)
    const at = random.nextBelow(copy.length)
    copy[at] = (copy[at] as number) ^ (1 << random.nextBelow(8))
    return copy
  },
  'byte set': ({ bytes, random }) => {
    const copy = new Uint8Array(bytes)
    copy[random.nextBelow(copy.length)] = random.nextBelow(256)
    return copy
  },
  'bytes inserted': ({ bytes, random }) => {
    const at = random.nextBelow(bytes.length + 1)
    return spliced(bytes, at, at, Uint8Array.from(oneOf(random, nastySequences)))
  },
  'bytes deleted': ({ bytes, random }) => {
    const { start, end } = rangeOf(bytes, random)
    return spliced(bytes, start, end, new Uint8Array())
  },
  'bytes doubled': ({ bytes, random }) => {
    const { start, end } = rangeOf(bytes, random)
    return spliced(bytes, end, end, bytes.subarray(start, end))
  },
  'bytes moved': ({ bytes, random }) => {
    const { start, end } = rangeOf(bytes, random)
    const at = random.nextBelow(bytes.length + 1)
    return spliced(bytes, at, Math.min(bytes.length, at + end - start), bytes.subarray(start, end))
  },
  'bytes of another file': ({ bytes, other, random }) => {
    const { start, end } = rangeOf(other, random)
    const at = random.nextBelow(bytes.length + 1)
    return spliced(bytes, at, Math.min(bytes.length, at + end - start), other.subarray(start, end))
  },
  'number written over': ({ bytes, random }) => {
    const text = new TextEncoder().encode(oneOf(random, boundaryNumbers))
    const at = random.nextBelow(bytes.length + 1)
    return spliced(bytes, at, Math.min(bytes.length, at + text.length), text)
  },
  'cut off': ({ bytes, random }) => bytes.slice(0, random.nextBelow(bytes.length)),
}

const names = Object.keys(changes)

/** The bytes after one or a few changes that know nothing of the format. */
export function mutateBytes(
  bytes: Uint8Array,
  other: Uint8Array,
  random: Random,
): { readonly bytes: Uint8Array; readonly how: string } {
  let [changed, how] = [bytes, '']
  for (let left = fewTimes(random); left > 0; left--) {
    how = oneOf(random, names)
    // A name of the table.
    if (changed.length > 0) changed = (changes[how] as Change)({ bytes: changed, other, random })
  }
  return { bytes: changed, how }
}

function rangeOf(bytes: Uint8Array, random: Random): { start: number; end: number } {
  const start = random.nextBelow(bytes.length)
  return { start, end: Math.min(bytes.length, start + 1 + random.nextBelow(longest)) }
}

function spliced(bytes: Uint8Array, start: number, end: number, put: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length - (end - start) + put.length)
  out.set(bytes.subarray(0, start))
  out.set(put, start)
  out.set(bytes.subarray(end), start + put.length)
  return out
}
