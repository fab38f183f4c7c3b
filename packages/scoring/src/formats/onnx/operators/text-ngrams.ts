import type { TextCountsStep, TextFold, WordRules } from '../../../ir/text-steps.ts'
import { encodeUtf8 } from '../../../platform-globals.ts'
import type { Lowering } from '../lower/lowering.ts'
import type { NodeReader } from '../lower/node-reader.ts'
import type { TokensValue } from '../lower/value.ts'
import { readCharacterClass } from '../text/character-class.ts'
import { type CharacterRanges, isCharacterIn } from '../text/character-ranges.ts'
import { lowerCasePairs } from '../text/lower-case.ts'
import type { Ngrams } from '../text/read-ngrams.ts'
import type { TokenRules } from '../text/token-rules.ts'

type Terms = Pick<TextCountsStep, 'terms' | 'fold' | 'words' | 'spaces'>

/** How often n-grams of a text's tokens stand in it, one for each column. */
export function countInTexts(
  node: NodeReader,
  lowering: Lowering,
  x: TokensValue,
  ngrams: Ngrams,
): string {
  const { smallest, largest, columns } = ngrams
  checkNgrams(node, x, ngrams)
  const isOfWords = x.rules.kind === 'runs'
  const terms = isOfWords ? wordsOf(node, lowering, x, largest) : charactersOf(lowering, x)
  const texts = new Array<string>(columns)
  for (const { tokens, column } of ngrams.all) {
    if (!tokens.every((token) => isToken(x.rules, String(token)))) continue
    texts[column] = isOfWords ? tokens.join(' ') : tokens.join('').replaceAll(' ', spaceStandIn)
  }
  return lowering.step({
    ...{ op: 'textCounts@1', in: lowering.row, column: x.column.cell as number, ...terms },
    ...{ smallest, largest, binary: ngrams.isBinary },
    vocabulary: {
      ...{ kind: 'listed', columns },
      // No text has what stands before the number of a column that has no n-gram.
      ...textList(
        lowering,
        Array.from(texts, (text, i) => text ?? `${never}${i}`),
      ),
    },
  })
}

function checkNgrams(node: NodeReader, x: TokensValue, { all, largest, skips }: Ngrams): void {
  if (skips > 0 && largest > 1) throw node.refuse('n-grams with tokens between', 'neighbours')
  if (largest > 100) throw node.refuse(`n-grams of ${largest} tokens`, 'at most 100')
  if (new Set(all.map(({ column }) => column)).size < all.length) {
    throw node.refuse('two n-grams of one column', 'a column for each')
  }
  if (all.some(({ tokens }) => tokens.some((token) => typeof token === 'number'))) {
    throw node.corrupt('attribute/pool_int64s', 'numbers', 'texts, as the tokens are')
  }
  if (all.some(({ tokens }) => /[\u{10fffe}\u{10ffff}]/u.test(tokens.join('')))) {
    throw node.refuse('n-grams of what is no character', 'characters')
  }
  // Short texts are filled up to the longest of a call.
  const padded = all.find(({ tokens }) => tokens.includes(x.padding))
  if (padded !== undefined) {
    throw node.refuse(`n-grams of ${x.padding}, which fills up shorter texts`, 'none of them')
  }
}

/** Whether a text could be cut into such a token. */
function isToken(rules: TokenRules, token: string): boolean {
  const codes = Array.from(token, (character) => character.codePointAt(0) as number)
  if (rules.kind === 'runs') {
    return (
      codes.length >= rules.least && codes.every((code) => isCharacterIn(rules.characters, code))
    )
  }
  return codes.length === 1 && codes.every((code) => !isCharacterIn(rules.dropped, code))
}

/** Tokens with a space in them would be taken for two. */
function wordsOf(node: NodeReader, lowering: Lowering, x: TokensValue, largest: number): Terms {
  const { rules } = x
  if (rules.kind !== 'runs') throw node.refuse('characters', 'words')
  if (largest > 1 && isCharacterIn(rules.characters, 0x20)) {
    throw node.refuse('n-grams of tokens with spaces in them', 'tokens without')
  }
  const words: WordRules = {
    characters: rangeTable(lowering, rules.characters),
    least: rules.least,
    ...(rules.bounds && {
      bounds: {
        characters: rangeTable(lowering, readCharacterClass('\\w') ?? []),
        ...rules.bounds,
      },
    }),
  }
  const fold = x.isLower ? { fold: foldOf(lowering, lowerCasePairs(), []) } : {}
  return { terms: 'words', words, ...fold }
}

/** Characters that stand in no text that anybody writes: the last two of Unicode are none. */
const [spaceStandIn, never] = ['\u{10ffff}', '\u{10fffe}']

/**
 * Characters as they stand. textCounts@1 takes several spaces for one, ONNX does not: spaces become another
 * character, here and in the n-grams.
 */
function charactersOf(lowering: Lowering, x: TokensValue): Terms {
  const dropped = x.rules.kind === 'characters' ? x.rules.dropped : []
  const [standIn, other] = [spaceStandIn, never].map((text) => text.codePointAt(0) as number)
  const pairs = [...(x.isLower ? lowerCasePairs() : []), [0x20, standIn], [standIn, other]]
  const kept = pairs.filter(([from = 0]) => !isCharacterIn(dropped, from))
  // Every pair has two numbers.
  const fold = foldOf(lowering, kept as (readonly [number, number])[], dropped)
  return { terms: 'characters', fold, spaces: rangeTable(lowering, [[0x20, 0x21]]) }
}

function foldOf(
  lowering: Lowering,
  pairs: readonly (readonly [number, number])[],
  dropped: CharacterRanges,
): TextFold {
  const sorted = [...pairs].sort(([a], [b]) => a - b)
  return {
    keys: lowering.numbers(Uint32Array.from(sorted, ([from]) => from)),
    offsets: lowering.numbers(Int32Array.from({ length: sorted.length + 1 }, (_, i) => i)),
    characters: lowering.numbers(Uint32Array.from(sorted, ([, to]) => to)),
    ...(dropped.length > 0 && { dropped: rangeTable(lowering, dropped) }),
  }
}

function rangeTable(lowering: Lowering, ranges: CharacterRanges): string {
  return lowering.numbers(Uint32Array.from(ranges.flat()))
}

function textList(lowering: Lowering, texts: readonly string[]) {
  const parts = texts.map((text) => encodeUtf8(text))
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  const offsets = new Int32Array(parts.length + 1)
  for (const [i, part] of parts.entries()) {
    bytes.set(part, offsets[i])
    offsets[i + 1] = (offsets[i] as number) + part.length
  }
  return { bytes: lowering.numbers(bytes), offsets: lowering.numbers(offsets) }
}
