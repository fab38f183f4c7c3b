import { expressionProblem } from './expression-problem.ts'
import type { Place } from './types.ts'

export type Token = (
  | { readonly kind: 'number'; readonly text: string; readonly value: number }
  | { readonly kind: 'text' | 'name' | 'quoted-name' | 'symbol' | 'end'; readonly text: string }
) &
  Place

const maximumLength = 2000

const patterns = [
  ['space', /\s+/y],
  ['number', /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\w.])/y],
  ['name', /[\p{L}_][\p{L}\p{N}_.]*/uy],
  ['quoted-name', /`(?:[^`]|``)+`/y],
  ['text', /'(?:[^']|'')*'|"(?:[^"]|"")*"/y],
  ['symbol', /==|!=|<=|>=|[-+*/%<>(),]/y],
] as const

/**
 * Cuts an expression into tokens; the last is `end`. Names with other characters stand in backticks;
 * a quote inside quotes is doubled.
 * @throws Problem `expression-invalid`
 */
export function tokensOf(source: string): readonly Token[] {
  if (source.length > maximumLength) {
    const found = `${source.length} characters`
    throw expressionProblem(
      `${source.slice(0, 40)}…`,
      maximumLength,
      found,
      `${maximumLength} at most`,
    )
  }
  const tokens: Token[] = []
  let at = 0
  while (at < source.length) {
    const token = tokenAt(source, at)
    if (token.kind !== 'space') tokens.push(tokenOf(token.kind, token.text, at))
    at += token.text.length
  }
  tokens.push({ kind: 'end', text: 'the end', at })
  return tokens
}

type PatternKind = (typeof patterns)[number][0]

function tokenAt(source: string, at: number): { kind: PatternKind; text: string } {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at
    const match = pattern.exec(source)
    if (match !== null) return { kind, text: match[0] }
  }
  const found = JSON.stringify(String.fromCodePoint(source.codePointAt(at) ?? 0))
  const hint = source[at] === '=' ? 'Equality is written ==.' : undefined
  throw expressionProblem(source, at, found, 'a number, a name, a text or an operator', hint)
}

function tokenOf(kind: Exclude<PatternKind, 'space'>, text: string, at: number): Token {
  if (kind === 'number') return { kind, text, value: Number(text), at }
  if (kind === 'text' || kind === 'quoted-name') {
    const mark = text.charAt(0)
    return { kind, text: text.slice(1, -1).replaceAll(mark + mark, mark), at }
  }
  return { kind, text, at }
}
