import { expect, test } from 'vitest'
import { judgeAlias, parseReference, splitReference } from './policy.ts'

const digest = `sha256:${'a'.repeat(64)}`

test.each([
  ['3', { kind: 'number', version: 3 }],
  ['latest', { kind: 'latest' }],
  ['champion', { kind: 'route', place: 'champion' }],
  ['standby', { kind: 'route', place: 'standby' }],
  ['best', { kind: 'alias', alias: 'best' }],
  ['v2.1', { kind: 'alias', alias: 'v2.1' }],
  [digest, { kind: 'digest', digest }],
  ['0', undefined],
  ['03', undefined],
  ['-1', undefined],
  ['', undefined],
  ['a b', undefined],
  ['../x', undefined],
  ['sha256:abc', undefined],
])('reads the reference "%s"', (text, expected) => {
  expect(parseReference(text)).toEqual(expected)
})

test.each([
  ['flights@3', { model: 'flights', reference: '3' }],
  [`flights@${digest}`, { model: 'flights', reference: digest }],
  ['model.txt', undefined],
  ['@3', undefined],
  ['flights@', undefined],
  ['./models/a@b', undefined],
])('splits "%s"', (text, expected) => {
  expect(splitReference(text)).toEqual(expected)
})

test('keeps the words of the route, and what reads as a number, from being aliases', () => {
  for (const word of ['champion', 'standby', 'latest']) expect(judgeAlias(word)).toBe('reserved')
  for (const text of ['12', '0', '', 'a b', 'ä', '-a', 'a'.repeat(65)]) {
    expect(judgeAlias(text)).toBe('malformed')
  }
  expect(judgeAlias('reviewed-2')).toBeUndefined()
})
