import {
  type CharacterRange,
  type CharacterRanges,
  complementOf,
  only,
  united,
} from './character-ranges.ts'

/** What RE2 has by a letter: of ASCII alone. */
const byLetter: Readonly<Record<string, CharacterRanges>> = {
  w: [...['0:', 'A[', '_`', 'a{'].map(between)],
  d: [between('0:')],
  s: [between('\t\u000b'), between('\f\u000e'), only(' ')],
}
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v' }

/** Characters that mean something by themselves outside of brackets. */
const special = '.^$*+?()[]{}|\\'

/**
 * The characters of what stands for one character in a regular expression of RE2: a letter, one behind a
 * backslash, `.`, or a list in brackets. Undefined for another text, and for classes of Unicode or by name.
 */
export function readCharacterClass(text: string): CharacterRanges | undefined {
  // onnxruntime has it that a dot is the end of a line too.
  if (text === '.') return complementOf([])
  if (text.startsWith('[')) return readBrackets(text)
  if (text.startsWith('\\')) return readEscape(text.slice(1))
  return [...text].length === 1 && !special.includes(text) ? [only(text)] : undefined
}

function between(ends: string): CharacterRange {
  return [ends.charCodeAt(0), ends.charCodeAt(1)]
}

function readEscape(text: string): CharacterRanges | undefined {
  const [letter = ''] = text
  if (letter !== text) return undefined
  const named = byLetter[letter.toLowerCase()]
  if (named !== undefined) return letter === letter.toLowerCase() ? named : complementOf(named)
  const control = escapes[letter]
  if (control !== undefined) return [only(control)]
  return /^[!-/:-@[-`{-~ ]$/.test(letter) ? [only(letter)] : undefined
}

function readBrackets(text: string): CharacterRanges | undefined {
  if (!text.endsWith(']') || text.includes('[:')) return undefined
  const isNegated = text[1] === '^'
  const inside = text.slice(isNegated ? 2 : 1, -1)
  // A character, one behind a backslash, or two of them with a minus between.
  const atom = String.raw`(?:\\.|[^\\\]])`
  const items = inside.match(new RegExp(`${atom}(?:-${atom})?`, 'gsu')) ?? []
  if (items.length === 0 || items.join('') !== inside) return undefined
  const parts = items.map(readItem)
  const known = parts.filter((part) => part !== undefined)
  if (known.length < parts.length) return undefined
  const ranges = united(known.flat())
  return isNegated ? complementOf(ranges) : ranges
}

function readItem(item: string): CharacterRanges | undefined {
  const [, first, last] = /^(\\.|[^\\])-(\\.|[^\\])$/su.exec(item) ?? []
  if (first === undefined || last === undefined) return readOne(item)
  const [from, to] = [readOne(first)?.[0], readOne(last)?.[0]]
  const isOne =
    from !== undefined && to !== undefined && from[1] - from[0] === 1 && to[1] - to[0] === 1
  return isOne && from[0] <= to[0] ? [[from[0], to[1]]] : undefined
}

function readOne(text: string): CharacterRanges | undefined {
  return text.startsWith('\\') ? readEscape(text.slice(1)) : [only(text)]
}
