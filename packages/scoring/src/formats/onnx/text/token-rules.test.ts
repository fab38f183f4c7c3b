import { expect, test } from 'vitest'
import { isCharacterIn } from './character-ranges.ts'
import { readSeparators, readTokenPattern, type TokenRules } from './token-rules.ts'

const letters = 'aZ0_-, é.\n'

/** Which of a few characters tokens are made of, how many they have at least, and where they must end. */
function told(rules: TokenRules | undefined): string {
  if (rules === undefined) return 'nothing'
  const { kind } = rules
  const isIn = (code: number) =>
    kind === 'runs' ? isCharacterIn(rules.characters, code) : !isCharacterIn(rules.dropped, code)
  const own = [...letters].filter((letter) => isIn(letter.codePointAt(0) as number)).join('')
  if (kind === 'characters') return `each of ${JSON.stringify(own)}`
  const ends = rules.bounds && `, bounds ${rules.bounds.start} ${rules.bounds.end}`
  return `${rules.least} of ${JSON.stringify(own)}${ends ?? ''}`
}

test.each([
  ['[a-zA-Z0-9_]+', '1 of "aZ0_"'],
  ['\\w\\w+', '2 of "aZ0_"'],
  ['(\\w{3,})', '3 of "aZ0_"'],
  ['\\b[a-z][a-z]+\\b', '2 of "a", bounds true true'],
  ['\\b\\d+', '1 of "0", bounds true false'],
  ['[^ ,.]+', '1 of "aZ0_-é\\n"'],
  ['[\\w\\-é]+', '1 of "aZ0_-é"'],
  ['\\S+', '1 of "aZ0_-,é."'],
  ['.', 'each of "aZ0_-, é.\\n"'],
  ['[a-z]', 'each of "a"'],
  ['\\b[^ ]+\\b', 'nothing'],
  ['[a-z]+[0-9]+', 'nothing'],
  ['[a-z]{2,3}', 'nothing'],
  ['[[:alpha:]]+', 'nothing'],
  ['\\pL+', 'nothing'],
  ['a|b', 'nothing'],
  ['[a-z]*', 'nothing'],
  ['(\\w+', 'nothing'],
])('the tokens %s are %s', (pattern, expected) => {
  expect(told(readTokenPattern(pattern, 1))).toBe(expected)
})

test('tokens between separators are as long as the longer of both bounds, and separators are single characters', () => {
  expect(told(readTokenPattern('\\w{2,}', 3))).toBe('3 of "aZ0_"')
  expect(told(readSeparators([' ', '\\.', '[,-]', '\n'], 1))).toBe('1 of "aZ0_é"')
  expect(told(readSeparators([''], 1))).toBe('each of "aZ0_-, é.\\n"')
  expect(told(readSeparators([' ', ', '], 1))).toBe('nothing')
})
