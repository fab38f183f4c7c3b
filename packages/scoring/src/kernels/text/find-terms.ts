import { uint32Of } from '../../ir/tensors.ts'
import { mostCharacters, textsOfList } from '../../ir/text/text-tables.ts'
import type { TextCountsStep, WordRules } from '../../ir/text-steps.ts'
import type { Coefficients } from '../../ir/types.ts'
import type { CountTerm, TermCounts } from './count-terms.ts'
import { Characters } from './fold-text.ts'
import { hashFactor, VocabularyTable } from './vocabulary-table.ts'

/** Hands every term of folded characters on to be counted. */
export type FindTerms = (characters: Characters) => void

type TermCounter = Pick<TermCounts, 'count' | 'mayCount'>

const space = 0x20

export function termFinder(
  step: TextCountsStep,
  coefficients: Coefficients,
  counts: TermCounter,
): FindTerms {
  const { words, smallest, largest } = step
  const { count } = counts
  if (words === undefined) return characterTerms(step, coefficients, count)
  if (largest === 1 && words.stop === undefined) return findWords(words, coefficients, count)
  const found = new FoundWords()
  const stop = words.stop && new VocabularyTable(textsOfList(coefficients, words.stop))
  const find = findWords(words, coefficients, (codes, start, end, hash) => {
    if (stop === undefined || stop.find(codes, start, end, hash) < 0) found.add(start, end, hash)
  })
  return (characters) => {
    found.clear()
    find(characters)
    found.countJoined(characters, { smallest, largest }, counts)
  }
}

const [inWord, isBound] = [1, 2]

/** Runs of word characters. */
function findWords(rules: WordRules, coefficients: Coefficients, take: CountTerm): FindTerms {
  const { least, bounds } = rules
  const kinds = kindTable([
    [inWord, uint32Of(coefficients, rules.characters)],
    [isBound, bounds === undefined ? new Uint32Array() : uint32Of(coefficients, bounds.characters)],
  ])
  const runs = new Runs()
  const isBoundAt = (codes: Int32Array, at: number) =>
    ((kinds[codes[at] as number] as number) & isBound) !== 0
  const isCut = (codes: Int32Array, start: number, end: number, length: number) =>
    (bounds?.start === true && start > 0 && isBoundAt(codes, start - 1)) ||
    (bounds?.end === true && end < length && isBoundAt(codes, end))
  return ({ codes, length }) => {
    runs.find(codes, length, kinds, least)
    const { count, ends, lengths, hashes } = runs
    for (let run = 0; run < count; run++) {
      const end = ends[run] as number
      const start = end - (lengths[run] as number)
      if (bounds !== undefined && isCut(codes, start, end, length)) continue
      take(codes, start, end, hashes[run] as number)
    }
  }
}

/** Where runs of word characters end, how long they are, and their hashes. */
class Runs {
  count = 0
  ends = new Int32Array(1024)
  lengths = new Int32Array(1024)
  hashes = new Int32Array(1024)

  /**
   * Finds the runs of at least so many characters. Nothing here depends on a condition, as where words end
   * cannot be foretold: what ends at a character is written down, and counted if it was a run.
   */
  find(codes: Int32Array, length: number, kinds: Uint8Array, least: number): void {
    if (length >= this.ends.length) this.#reserve(2 * length)
    const { ends, lengths, hashes } = this
    let [count, size, hash] = [0, 0, 0]
    for (let at = 0; at < length; at++) {
      const code = codes[at] as number
      // All ones within a word, else all zeros; the sign of a difference is all ones below zero.
      const within = -((kinds[code] as number) & inWord)
      ends[count] = at
      lengths[count] = size
      hashes[count] = hash
      count += ~within & ((least - 1 - size) >>> 31)
      hash = (Math.imul(hash, hashFactor) + code) & within
      size = (size + 1) & within
    }
    ends[count] = length
    lengths[count] = size
    hashes[count] = hash
    this.count = count + ((least - 1 - size) >>> 31)
  }

  #reserve(size: number): void {
    this.ends = new Int32Array(size)
    this.lengths = new Int32Array(size)
    this.hashes = new Int32Array(size)
  }
}

/** By character, the bits of the range tables that it is in. */
function kindTable(tables: readonly (readonly [number, Uint32Array])[]): Uint8Array {
  const kinds = new Uint8Array(mostCharacters)
  for (const [bit, ranges] of tables) {
    for (let i = 0; i < ranges.length; i += 2) {
      for (let code = ranges[i] as number; code < (ranges[i + 1] as number); code++) {
        kinds[code] = (kinds[code] as number) | bit
      }
    }
  }
  return kinds
}

/** The words of a text, of which several with spaces between are a term too. */
class FoundWords {
  readonly #joined = new Characters()
  #count = 0
  #starts = new Int32Array(256)
  #ends = new Int32Array(256)
  #hashes = new Int32Array(256)
  /** hashFactor to the power of each word's length. */
  #powers = new Int32Array(256)

  clear(): void {
    this.#count = 0
  }

  add(start: number, end: number, hash: number): void {
    if (this.#count === this.#starts.length) this.#grow()
    this.#starts[this.#count] = start
    this.#ends[this.#count] = end
    this.#hashes[this.#count] = hash
    this.#powers[this.#count++] = powerOf(end - start)
  }

  countJoined(
    { codes, length }: Characters,
    { smallest, largest }: { readonly smallest: number; readonly largest: number },
    { count, mayCount }: TermCounter,
  ): void {
    this.#joined.clear(length + this.#count)
    for (let first = 0; first < this.#count; first++) {
      const end = Math.min(this.#count, first + largest)
      let hash = this.#hashes[first] as number
      if (smallest === 1) {
        count(codes, this.#starts[first] as number, this.#ends[first] as number, hash)
      }
      for (let last = first + 1; last < end; last++) {
        const spaced = Math.imul(hash, hashFactor) + space
        const own = this.#hashes[last] as number
        hash = (Math.imul(spaced, this.#powers[last] as number) + own) | 0
        if (last - first + 1 < smallest || !mayCount(hash)) continue
        this.#join(codes, first, last)
        count(this.#joined.codes, 0, this.#joined.length, hash)
      }
    }
  }

  #join(codes: Int32Array, first: number, last: number): void {
    const { codes: joined } = this.#joined
    let at = 0
    for (let word = first; word <= last; word++) {
      if (word > first) joined[at++] = space
      const end = this.#ends[word] as number
      for (let i = this.#starts[word] as number; i < end; i++) joined[at++] = codes[i] as number
    }
    this.#joined.length = at
  }

  #grow(): void {
    const grown = (old: Int32Array) => {
      const longer = new Int32Array(2 * old.length)
      longer.set(old)
      return longer
    }
    this.#starts = grown(this.#starts)
    this.#ends = grown(this.#ends)
    this.#hashes = grown(this.#hashes)
    this.#powers = grown(this.#powers)
  }
}

/** hashFactor to the power of the lengths that most words have. */
const powers = Int32Array.from({ length: 64 }, (_, length) => longPower(length))

function powerOf(length: number): number {
  return powers[length] ?? longPower(length)
}

function longPower(length: number): number {
  let power = 1
  for (let i = 0; i < length; i++) power = Math.imul(power, hashFactor)
  return power
}

function characterTerms(
  { terms, spaces, smallest, largest }: TextCountsStep,
  coefficients: Coefficients,
  count: CountTerm,
): FindTerms {
  const kinds = kindTable([
    [1, spaces === undefined ? new Uint32Array() : uint32Of(coefficients, spaces)],
  ])
  const isSpace = (code: number) => kinds[code] === 1
  const plain = new Characters()
  if (terms === 'characters') {
    return (characters) => {
      writeSingleSpaces(characters, isSpace, plain)
      countWindows(plain.codes, 0, plain.length, smallest, largest, count)
    }
  }
  return (characters) => {
    writePadded(characters, isSpace, plain)
    const { codes, length } = plain
    let start = 0
    for (let at = 1; at < length; at++) {
      if (codes[at] !== space) continue
      const size = at + 1 - start
      // Larger terms than the word are the word itself, once.
      const most = Math.min(largest, Math.max(smallest, size))
      if (smallest >= size) countWindows(codes, start, at + 1, size, size, count)
      else countWindows(codes, start, at + 1, smallest, most, count)
      start = at
    }
  }
}

/** Two and more spaces in a row become one " ". */
function writeSingleSpaces(
  { codes, length }: Characters,
  isSpace: (code: number) => boolean,
  into: Characters,
): void {
  into.clear(length)
  let end = 0
  for (let at = 0; at < length; at++) {
    const code = codes[at] as number
    if (!isSpace(code)) {
      into.codes[end++] = code
      continue
    }
    const start = at
    while (at + 1 < length && isSpace(codes[at + 1] as number)) at++
    into.codes[end++] = at === start ? code : space
  }
  into.length = end
}

/** Every word between two " ", the same for the end of one and the beginning of the next. */
function writePadded(
  { codes, length }: Characters,
  isSpace: (code: number) => boolean,
  into: Characters,
): void {
  into.clear(length + 2)
  let end = 0
  for (let at = 0; at < length; at++) {
    const code = codes[at] as number
    if (isSpace(code)) continue
    if (at === 0 || isSpace(codes[at - 1] as number)) into.codes[end++] = space
    into.codes[end++] = code
  }
  if (end > 0) into.codes[end++] = space
  into.length = end
}

function countWindows(
  codes: Int32Array,
  start: number,
  end: number,
  smallest: number,
  largest: number,
  count: CountTerm,
): void {
  for (let first = start; first + smallest <= end; first++) {
    const most = Math.min(end, first + largest)
    let hash = 0
    for (let at = first; at < most; at++) {
      hash = (Math.imul(hash, hashFactor) + (codes[at] as number)) | 0
      if (at - first + 1 >= smallest) count(codes, first, at + 1, hash)
    }
  }
}
