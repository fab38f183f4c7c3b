import { corrupt } from '../../corrupt.ts'
import { encodeUtf8 } from '../../platform-globals.ts'
import { textAt } from '../../rows/row-texts.ts'
import { placeOf, uint32Of } from '../tensors.ts'
import { murmur3 } from '../text/murmur3.ts'
import {
  checkFold,
  checkRanges,
  checkTexts,
  isInRanges,
  lengthOfList,
  textsOfList,
} from '../text/text-tables.ts'
import { termsOf } from '../text/text-terms.ts'
import type { TextCountsStep, TextVocabulary } from '../text-steps.ts'
import type { Coefficients } from '../types.ts'
import type { Op, StepCheck } from './op.ts'
import { parseTextCounts } from './text-counts-json.ts'

/** How often each term of a vocabulary stands in a text. */
export const textCountsOp: Op<TextCountsStep> = {
  op: 'textCounts@1',
  parse: parseTextCounts,
  inputs: (step) => [step.in],
  coefficients: ({ fold, words, spaces, vocabulary }) =>
    [
      ...[fold?.keys, fold?.offsets, fold?.characters, fold?.dropped],
      ...[fold?.finalSigma?.cased, fold?.finalSigma?.ignorable],
      ...[words?.characters, words?.bounds?.characters, words?.stop?.bytes, words?.stop?.offsets],
      spaces,
      ...(vocabulary.kind === 'listed' ? [vocabulary.bytes, vocabulary.offsets] : []),
    ].filter((name) => name !== undefined),
  width: (step, widthOf, place) => {
    const width = widthOf(step.in)
    if (step.column < width) return step.vocabulary.columns
    throw corrupt(`${place}/column`, String(step.column), `less than ${width}`)
  },
  validate,
  execute: (step, row) => {
    const { coefficients } = row
    const text = textAt(row.texts, row.value(step.in)[step.column] as number)
    const counts = new Float64Array(step.vocabulary.columns)
    const count = countInto(counts, step.vocabulary, coefficients)
    for (const term of text === undefined ? [] : termsOf(step, coefficients, text)) {
      const column = count(term)
      if (step.binary && column !== undefined) counts[column] = 1
    }
    return counts
  },
}

function validate(step: TextCountsStep, { coefficients, place }: StepCheck): void {
  const { fold, words, spaces, vocabulary } = step
  if (fold !== undefined) checkFold(coefficients, fold)
  for (const table of [words?.characters, words?.bounds?.characters, spaces]) {
    if (table !== undefined) checkRanges(coefficients, table)
  }
  if (words?.stop !== undefined) checkTexts(coefficients, words.stop)
  if (spaces !== undefined && !isInRanges(uint32Of(coefficients, spaces), 0x20)) {
    throw corrupt(placeOf(spaces), 'a table without U+0020', 'it among the spaces')
  }
  if (vocabulary.kind === 'hashed') return
  checkTexts(coefficients, vocabulary)
  const found = lengthOfList(coefficients, vocabulary)
  if (found === vocabulary.columns) return
  throw corrupt(`${place}/vocabulary/columns`, String(vocabulary.columns), `${found}, as listed`)
}

/** Counts a term, and tells in which column, if it has one. */
function countInto(
  counts: Float64Array,
  vocabulary: TextVocabulary,
  coefficients: Coefficients,
): (term: string) => number | undefined {
  const add = (column: number, by: number): number => {
    counts[column] = (counts[column] as number) + by
    return column
  }
  if (vocabulary.kind === 'hashed') {
    const { columns, signed } = vocabulary
    return (term) => {
      const hash = murmur3(encodeUtf8(term))
      return add(Math.abs(hash) % columns, signed && hash < 0 ? -1 : 1)
    }
  }
  const places = placesOf(textsOfList(coefficients, vocabulary))
  return (term) => {
    const column = places.get(term)
    return column === undefined ? undefined : add(column, 1)
  }
}

// Long lists are asked row by row; what is made of a list is found by it, and goes when it goes.
const placesByList = new WeakMap<readonly string[], ReadonlyMap<string, number>>()

function placesOf(list: readonly string[]): ReadonlyMap<string, number> {
  const known = placesByList.get(list)
  if (known !== undefined) return known
  const places = new Map(list.map((text, place) => [text, place]))
  placesByList.set(list, places)
  return places
}
