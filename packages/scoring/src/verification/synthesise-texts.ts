import type { Field } from '../contract/types.ts'
import { textsOfList } from '../ir/text/text-tables.ts'
import type { Coefficients, Program } from '../ir/types.ts'
import { type RowTexts, textAt, textsOf } from '../rows/row-texts.ts'

/** Words of what a program knows, or of a sample, from which texts are put together. */
const mostWords = 2000
const longestWord = 12
/** Of scripts that write no spaces, from Thai on. */
const longestUnspaced = 3
const unspaced = /[\u0e00-\uffff]/u
/** Words of a text at most. */
const mostWordsOfText = 24

/**
 * What texts are cut, folded and joined wrongly by: case that depends on neighbours, letters that become
 * several, marks, scripts without spaces, characters beyond 16 bits, spaces of all kinds.
 */
const hardWords: readonly string[] = [
  ...['ΟΔΥΣΣΕΥΣ', 'ΑΣ’', 'Σ', 'İstanbul', 'ıI', 'STRASSE', 'straße', 'ﬁne', 'ǅ', 'Ǆ'],
  ...['café', 'cafe\u0301', 'Ångström', '\u212bngström', 'ČERVENÁ', 'naïve', 'ﬀ', '①②', '½', 'x²'],
  ...[
    'don’t',
    'e-mail',
    'a_b',
    '__',
    '3.14',
    '１２',
    '٣٤',
    'हिन्दी',
    'ไทย',
    '日本語',
    '한국어',
    '각',
    '中文',
  ],
  ...[
    '\u{1d4b3}y',
    '\u{10400}\u{10428}',
    '😀',
    '👩‍👩‍👧',
    '🇫🇷',
    'ab',
    'a',
    '',
    '\t',
    '\n\n',
    '\u00a0',
    '\u3000',
    '\u2028',
  ],
  ...['\u0000', '\u001c', '\u200b', '\ufeff', '\u0345', 'И\u0306', 'ё'],
]

/** The texts of rows that are made up. */
export interface MadeTexts extends RowTexts {
  /** Puts one together. @returns its number */
  take(column: number, choose: (bound: number) => number): number
}

/**
 * Texts for the rows of a model that reads texts: of hard words, words of its vocabularies, and those of a
 * sample, all of which are mixed so that no text of the sample travels.
 */
export function synthesiseTexts(
  program: Program,
  coefficients: Coefficients,
  features: readonly Field[],
  sample: Float64Array | undefined,
): MadeTexts | undefined {
  const columns = features.flatMap(({ type }, i) => (type === 'text' ? [i] : []))
  if (columns.length === 0) return undefined
  const width = features.length
  const words = new Map(
    columns.map((column) => {
      const own = sample === undefined ? [] : wordsOfSample(sample, column, width)
      const known = knownTerms(program, coefficients, column)
      return [column, [...hardWords, ...thinned(own.length > 0 ? own : known)]]
    }),
  )
  const values: string[] = []
  return {
    ...{ width, columns, values },
    take: (column, choose) => {
      const own = words.get(column) ?? hardWords
      const count = choose(mostWordsOfText)
      const picked = Array.from({ length: count }, () => own[choose(own.length)] ?? '')
      return values.push(picked.join(' ').slice(0, longestOf(features[column])).toWellFormed()) - 1
    },
  }
}

function longestOf(field: Field | undefined): number {
  return Math.min(field?.maximumLength ?? 1000, 1000)
}

/** Terms of the vocabularies that read the column. */
function knownTerms(program: Program, coefficients: Coefficients, column: number) {
  return program.steps.flatMap((step) => {
    if (step.op !== 'textCounts@1' || step.column !== column) return []
    return step.vocabulary.kind === 'listed' ? textsOfList(coefficients, step.vocabulary) : []
  })
}

/** Long words are cut: where a script has no spaces, they are whole sentences. */
function wordsOfSample(sample: Float64Array, column: number, width: number): readonly string[] {
  const texts = textsOf(sample)
  const words: string[] = []
  for (let first = 0; first < sample.length; first += width) {
    const text = textAt(texts, sample[first + column] as number) ?? ''
    for (const word of text.split(/\s+/u)) {
      const length = unspaced.test(word) ? longestUnspaced : longestWord
      for (let at = 0; at < word.length; at += length) {
        words.push(word.slice(at, at + length).toWellFormed())
      }
    }
  }
  return words
}

function thinned(words: readonly string[]): readonly string[] {
  const step = Math.max(1, Math.ceil(words.length / mostWords))
  return words.filter((_, i) => i % step === 0)
}
