import type { TermCounts } from './count-terms.ts'
import type { Words } from './find-words.ts'
import { Characters } from './fold-text.ts'
import { hashFactor } from './vocabulary-table.ts'

const space = 0x20

/** Counts the terms of several words with spaces between. */
export class JoinedWords {
  readonly #smallest: number
  readonly #largest: number
  readonly #counts: Pick<TermCounts, 'count' | 'mayCount'>
  readonly #joined = new Characters()

  /** @param smallest and `largest`: words of a term */
  constructor(
    { smallest, largest }: { readonly smallest: number; readonly largest: number },
    counts: Pick<TermCounts, 'count' | 'mayCount'>,
  ) {
    this.#smallest = smallest
    this.#largest = largest
    this.#counts = counts
  }

  /** Words with one space between stand in the text as the term that they are; others are put together. */
  countIn({ codes, length }: Characters, words: Words): void {
    const { ends, lengths, hashes } = words
    const { count, mayCount } = this.#counts
    const [smallest, largest] = [this.#smallest, this.#largest]
    this.#joined.clear(length + words.count)
    for (let first = 0; first < words.count; first++) {
      const end = ends[first] as number // below the count, as those below are
      const start = end - (lengths[first] as number)
      let hash = hashes[first] as number
      if (smallest === 1) count(codes, start, end, hash)
      const most = Math.min(words.count, first + largest)
      for (let last = first + 1; last < most; last++) {
        const spaced = Math.imul(hash, hashFactor) + space
        const power = powerOf(lengths[last] as number)
        hash = (Math.imul(spaced, power) + (hashes[last] as number)) | 0
        if (last - first + 1 < smallest || !mayCount(hash)) continue
        if (isJoined(codes, words, first, last)) {
          count(codes, start, ends[last] as number, hash)
        } else {
          this.#join(codes, words, first, last)
          count(this.#joined.codes, 0, this.#joined.length, hash)
        }
      }
    }
  }

  #join(codes: Int32Array, { ends, lengths }: Words, first: number, last: number): void {
    const { codes: joined } = this.#joined
    let at = 0
    for (let word = first; word <= last; word++) {
      if (word > first) joined[at++] = space
      const end = ends[word] as number
      for (let i = end - (lengths[word] as number); i < end; i++) joined[at++] = codes[i] as number
    }
    this.#joined.length = at
  }
}

/** Whether there is one space between words and nothing else. */
function isJoined(
  codes: Int32Array,
  { ends, lengths }: Words,
  first: number,
  last: number,
): boolean {
  for (let word = first; word < last; word++) {
    const end = ends[word] as number
    const next = (ends[word + 1] as number) - (lengths[word + 1] as number)
    if (next !== end + 1 || codes[end] !== space) return false
  }
  return true
}

/** hashFactor to the power of the lengths that most words have. */
const powers = Int32Array.from({ length: 64 }, (_, length) => longPower(length))

function powerOf(length: number): number {
  return length < 64 ? (powers[length] as number) : longPower(length)
}

function longPower(length: number): number {
  let power = 1
  for (let i = 0; i < length; i++) power = Math.imul(power, hashFactor)
  return power
}
