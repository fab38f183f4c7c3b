import { expect, test } from 'vitest'
import { countText, numberText, shareText } from './number-text.ts'

test.each([
  [0, '0'],
  [1234567, '1,234,567'],
  [-1234.5678, '-1,235'],
  [0.123456, '0.1235'],
  [1e21, '1e+21'],
  [Number.NaN, 'not a number'],
  [Number.NEGATIVE_INFINITY, 'minus infinity'],
])('writes %s as %s', (value, text) => {
  expect(numberText(value)).toBe(text)
})

test('writes shares as percentages and counts with their noun', () => {
  expect(shareText(0.95)).toBe('95 %')
  expect([1, 2000].map((count) => countText(count, 'row'))).toEqual(['1 row', '2,000 rows'])
})
