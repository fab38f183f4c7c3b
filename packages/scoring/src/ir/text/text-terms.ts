import { int32Of, uint32Of } from '../tensors.ts'
import type { TextCountsStep, TextFold, WordRules } from '../text-steps.ts'
import type { Coefficients } from '../types.ts'
import { findKey, isInRanges, textsOfList } from './text-tables.ts'

const [capitalSigma, smallSigma, finalSigma, space] = [0x3a3, 0x3c3, 0x3c2, 0x20]

/** All terms of a text, each as often as it stands there: the definition of what textCounts@1 counts. */
export function termsOf(
  step: TextCountsStep,
  coefficients: Coefficients,
  text: string,
): readonly string[] {
  const characters = fold(charactersOf(text), step.fold, coefficients)
  if (step.words !== undefined) {
    return joinedWords(wordsOf(characters, step.words, coefficients), step)
  }
  const isSpace = isIn(coefficients, step.spaces)
  const plain = withSingleSpaces(characters, isSpace)
  if (step.terms === 'characters') return windows(plain, step)
  return splitAt(plain, isSpace).flatMap((word) => wordWindows([space, ...word, space], step))
}

type Test = (character: number) => boolean

function isIn(coefficients: Coefficients, name: string | undefined): Test {
  if (name === undefined) return () => false
  const ranges = uint32Of(coefficients, name)
  return (character) => isInRanges(ranges, character)
}

function charactersOf(text: string): readonly number[] {
  return Array.from(text, (character) => character.codePointAt(0) as number)
}

function textOf(characters: readonly number[]): string {
  return characters.map((character) => String.fromCodePoint(character)).join('')
}

function fold(
  characters: readonly number[],
  rules: TextFold | undefined,
  coefficients: Coefficients,
): readonly number[] {
  if (rules === undefined) return characters
  const keys = uint32Of(coefficients, rules.keys)
  const offsets = int32Of(coefficients, rules.offsets)
  const lists = uint32Of(coefficients, rules.characters)
  const isDropped = isIn(coefficients, rules.dropped)
  const isFinal = finalSigmaTest(characters, rules.finalSigma, coefficients)
  return characters.flatMap((found, i) => {
    const isSigma = rules.finalSigma !== undefined && found === capitalSigma
    const character = isSigma ? (isFinal(i) ? finalSigma : smallSigma) : found
    const key = findKey(keys, character)
    if (key < 0) return isDropped(character) ? [] : [character]
    return [...lists.subarray(offsets[key], offsets[key + 1])]
  })
}

/** After a letter with a case and before none, ignorable characters between. */
function finalSigmaTest(
  characters: readonly number[],
  tables: TextFold['finalSigma'],
  coefficients: Coefficients,
): (at: number) => boolean {
  const isCased = isIn(coefficients, tables?.cased)
  const isIgnorable = isIn(coefficients, tables?.ignorable)
  const isLetterBeside = (at: number, step: -1 | 1): boolean => {
    let beside = at + step
    while (beside in characters && isIgnorable(characters[beside] as number)) beside += step
    return beside in characters && isCased(characters[beside] as number)
  }
  return (at) => isLetterBeside(at, -1) && !isLetterBeside(at, 1)
}

function wordsOf(
  characters: readonly number[],
  { characters: table, least, bounds, stop }: WordRules,
  coefficients: Coefficients,
): readonly string[] {
  const isInWord = isIn(coefficients, table)
  const isBound = isIn(coefficients, bounds?.characters)
  const stops = new Set(stop && textsOfList(coefficients, stop))
  const isBoundAt = (at: number) => at in characters && isBound(characters[at] as number)
  const words: string[] = []
  let start = 0
  for (let at = 0; at <= characters.length; at++) {
    if (at < characters.length && isInWord(characters[at] as number)) continue
    const isCut = bounds?.start === true && isBoundAt(start - 1)
    const isCutAfter = bounds?.end === true && isBoundAt(at)
    const word = textOf(characters.slice(start, at))
    if (at - start >= least && !isCut && !isCutAfter && !stops.has(word)) words.push(word)
    start = at + 1
  }
  return words
}

function joinedWords(
  words: readonly string[],
  { smallest, largest }: TextCountsStep,
): readonly string[] {
  const terms: string[] = []
  for (let size = smallest; size <= Math.min(largest, words.length); size++) {
    for (let i = 0; i + size <= words.length; i++) terms.push(words.slice(i, i + size).join(' '))
  }
  return terms
}

function withSingleSpaces(characters: readonly number[], isSpace: Test): readonly number[] {
  const isSpaceAt = (at: number) => at in characters && isSpace(characters[at] as number)
  return characters.flatMap((character, at) => {
    if (!isSpaceAt(at) || (!isSpaceAt(at - 1) && !isSpaceAt(at + 1))) return [character]
    return isSpaceAt(at - 1) ? [] : [space]
  })
}

function splitAt(characters: readonly number[], isSpace: Test): readonly (readonly number[])[] {
  const words: number[][] = [[]]
  for (const character of characters) {
    if (isSpace(character)) words.push([])
    else words.at(-1)?.push(character)
  }
  return words.filter((word) => word.length > 0)
}

function windows(
  characters: readonly number[],
  { smallest, largest }: TextCountsStep,
): readonly string[] {
  const terms: string[] = []
  for (let size = smallest; size <= Math.min(largest, characters.length); size++) {
    for (let i = 0; i + size <= characters.length; i++) {
      terms.push(textOf(characters.slice(i, i + size)))
    }
  }
  return terms
}

/** A word that is no longer than a size is counted whole, and no larger size counts it again. */
function wordWindows(word: readonly number[], step: TextCountsStep): readonly string[] {
  if (step.smallest >= word.length) return [textOf(word)]
  return windows(word, step)
}
