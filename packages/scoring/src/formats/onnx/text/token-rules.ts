import { readCharacterClass } from './character-class.ts'
import { type CharacterRanges, complementOf, isCharacterIn, united } from './character-ranges.ts'

/**
 * How a text is cut into tokens. `runs`: as many characters of a set as stand together, at least so many of
 * them. `characters`: each by itself, but for those that are left out.
 */
export type TokenRules =
  | {
      readonly kind: 'runs'
      readonly characters: CharacterRanges
      readonly least: number
      /** A run only counts where none of \w stands before it (`start`), or after it (`end`). */
      readonly bounds?: { readonly start: boolean; readonly end: boolean }
    }
  | { readonly kind: 'characters'; readonly dropped: CharacterRanges }

const unit = String.raw`(?:\\[^bBAzZ]|\[(?:\\.|[^\\\]])+\]|[^\\[\](){}|*+?^$])`
const times = String.raw`(?:[+*]|\{\d+(?:,\d*)?\})`
const whole = new RegExp(`^(\\\\b)?(\\()?((?:${unit}${times}?)+)(\\))?(\\\\b)?$`, 'su')
const each = new RegExp(`(${unit})(${times})?`, 'gsu')

/**
 * The tokens of a regular expression that says no more than runs of one set of characters, such as
 * `[a-zA-Z0-9_]+`, `\w{2,}` or `\b\w\w+\b`, or every character by itself; undefined for any other.
 */
export function readTokenPattern(pattern: string, least: number): TokenRules | undefined {
  const [, start, open, units = '', close, end] = whole.exec(pattern) ?? []
  const found = [...units.matchAll(each)]
  const [first] = found
  const isOne = found.every(([, one]) => one === first?.[1])
  const characters = first === undefined ? undefined : readCharacterClass(first[1] as string)
  if (characters === undefined || !isOne || (open === undefined) !== (close === undefined)) {
    return undefined
  }
  const own = found.reduce((sum, [, , count]) => sum + leastOf(count), 0)
  if (!found.some(([, , count]) => isOpen(count))) {
    const isSingle = own === 1 && least <= 1 && start === undefined && end === undefined
    return isSingle ? { kind: 'characters', dropped: complementOf(characters) } : undefined
  }
  if (own < 1) return undefined
  const rules = { kind: 'runs', characters, least: Math.max(own, least) } as const
  return start === undefined && end === undefined ? rules : bounded(rules, start, end)
}

/** The tokens between separators, each of which says no more than one character. */
export function readSeparators(
  separators: readonly string[],
  least: number,
): TokenRules | undefined {
  if (separators.length === 1 && separators[0] === '') {
    return least <= 1 ? { kind: 'characters', dropped: [] } : undefined
  }
  const classes = separators.map(readCharacterClass)
  const known = classes.filter((one) => one !== undefined)
  if (known.length < classes.length) return undefined
  const characters = complementOf(united(known.flat()))
  return { kind: 'runs', characters, least: Math.max(1, least) }
}

/** Where a run of letters begins or ends, a word need not. Sets that are not within \w are left aside. */
function bounded(
  rules: Extract<TokenRules, { kind: 'runs' }>,
  start: string | undefined,
  end: string | undefined,
): TokenRules | undefined {
  const words = readCharacterClass('\\w') ?? []
  const isWithin = rules.characters.every(([from, to]) => {
    return (
      to - from <= 128 &&
      Array.from({ length: to - from }, (_, i) => from + i).every((code) =>
        isCharacterIn(words, code),
      )
    )
  })
  return isWithin
    ? { ...rules, bounds: { start: start !== undefined, end: end !== undefined } }
    : undefined
}

function leastOf(times: string | undefined): number {
  if (times === undefined || times === '+') return 1
  return times === '*' ? 0 : Number(/\d+/.exec(times)?.[0])
}

function isOpen(times: string | undefined): boolean {
  return times === '+' || times === '*' || times?.endsWith(',}') === true
}
