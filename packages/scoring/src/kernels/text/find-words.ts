import { uint32Of } from '../../ir/tensors.ts'
import type { WordRules } from '../../ir/text-steps.ts'
import type { Coefficients } from '../../ir/types.ts'
import type { Characters } from './fold-text.ts'
import { kindTable } from './kind-table.ts'
import { hashFactor } from './vocabulary-table.ts'

/** The words of a text: where they end, how long they are, and their hashes (see VocabularyTable). */
export interface Words {
  readonly count: number
  readonly ends: Int32Array
  readonly lengths: Int32Array
  readonly hashes: Int32Array
}

/** Whether the word that stands in `codes` from `start` to `end` counts. */
export type IsWord = (codes: Int32Array, start: number, end: number, hash: number) => boolean

const [inWord, isBound] = [1, 2]

/**
 * Finds the words of texts: runs of word characters.
 *
 * @param isWord tells which of them count; all where it is left out
 * @returns what was found, valid until the next text
 */
export function wordFinder(
  { least, bounds, characters }: WordRules,
  coefficients: Coefficients,
  isWord?: IsWord,
): (text: Characters) => Words {
  const kinds = kindTable([
    [inWord, uint32Of(coefficients, characters)],
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
    if (bounds !== undefined) {
      runs.keep(codes, (_, start, end) => !isCut(codes, start, end, length))
    }
    if (isWord !== undefined) runs.keep(codes, isWord)
    return runs
  }
}

class Runs implements Words {
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

  /** Forgets the runs that are no words. */
  keep(codes: Int32Array, isWord: IsWord): void {
    const { ends, lengths, hashes } = this
    let kept = 0
    for (let run = 0; run < this.count; run++) {
      const [end, length] = [ends[run] as number, lengths[run] as number] // below the count
      const hash = hashes[run] as number
      if (!isWord(codes, end - length, end, hash)) continue
      ends[kept] = end
      lengths[kept] = length
      hashes[kept++] = hash
    }
    this.count = kept
  }

  #reserve(size: number): void {
    this.ends = new Int32Array(size)
    this.lengths = new Int32Array(size)
    this.hashes = new Int32Array(size)
  }
}
