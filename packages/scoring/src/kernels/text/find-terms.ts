import { uint32Of } from '../../ir/tensors.ts'
import { textsOfList } from '../../ir/text/text-tables.ts'
import type { TextCountsStep } from '../../ir/text-steps.ts'
import type { Coefficients } from '../../ir/types.ts'
import type { CountTerm, TermCounts } from './count-terms.ts'
import { type IsWord, type Words, wordFinder } from './find-words.ts'
import { Characters } from './fold-text.ts'
import { JoinedWords } from './join-words.ts'
import { kindTable } from './kind-table.ts'
import { hashFactor, VocabularyTable } from './vocabulary-table.ts'

/** Hands every term of folded characters on to be counted. */
export type FindTerms = (characters: Characters) => void

const space = 0x20

export function termFinder(
  step: TextCountsStep,
  coefficients: Coefficients,
  counts: Pick<TermCounts, 'count' | 'mayCount'>,
): FindTerms {
  const { words, smallest, largest } = step
  const { count } = counts
  if (words === undefined) return characterTerms(step, coefficients, count)
  const find = wordFinder(words, coefficients, wordsBut(words.stop, coefficients))
  if (largest === 1) return (characters) => countEach(characters, find(characters), count)
  const joined = new JoinedWords({ smallest, largest }, counts)
  return (characters) => joined.countIn(characters, find(characters))
}

/** All words but those of a list; `undefined` without a list. */
function wordsBut(
  stop: Parameters<typeof textsOfList>[1] | undefined,
  coefficients: Coefficients,
): IsWord | undefined {
  if (stop === undefined) return undefined
  const table = new VocabularyTable(textsOfList(coefficients, stop))
  return (codes, start, end, hash) => table.find(codes, start, end, hash) < 0
}

function countEach({ codes }: Characters, words: Words, count: CountTerm): void {
  const { ends, lengths, hashes } = words
  for (let word = 0; word < words.count; word++) {
    const end = ends[word] as number // below the count
    count(codes, end - (lengths[word] as number), end, hashes[word] as number)
  }
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
