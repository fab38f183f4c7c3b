import { expect, test } from 'vitest'
import { rangeText } from './range-text.ts'

const largest = Number.MAX_VALUE

test.each([
  [{}, undefined],
  [{ minimum: -1, maximum: 2.5 }, '-1 to 2.5'],
  [{ minimum: 0 }, 'at least 0'],
  [{ maximum: 0 }, 'at most 0'],
  [{ minimum: -largest, maximum: largest }, 'any finite number'],
  [{ minimum: 3, maximum: largest }, 'a finite number of at least 3'],
  [{ minimum: -largest, maximum: 3 }, 'a finite number of at most 3'],
  [{ minimum: -largest }, 'any number but -Infinity'],
  [{ maximum: largest }, 'any number but Infinity'],
])('says of the range %o: %s', (range, text) => {
  expect(rangeText(range)).toBe(text)
})
