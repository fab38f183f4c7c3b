import { expect, test } from 'vitest'
import { parseTime } from './parse-time.ts'

test('reads a time in RFC 3339, and none where none is given', () => {
  expect(parseTime('1970-01-01T00:00:01Z', '?/at')).toBe(1_000_000)
  expect(parseTime(undefined, '?/at')).toBeUndefined()
})

test('says where it found what, of a text that is no time', () => {
  const refused = /^\?\/at: found "yesterday", expected a time in RFC 3339/
  expect(() => parseTime('yesterday', '?/at')).toThrow(refused)
  expect(() => parseTime('x'.repeat(1000), '?/at')).toThrow(/found "x{40}", expected/)
})
