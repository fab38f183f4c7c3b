import { expect, test } from 'vitest'
import { largestFloat, rangeText } from './range-text.ts'

const largest = Number.MAX_VALUE

test.each([
  [{}, undefined],
  [{ minimum: -1, maximum: 2.5 }, '-1 to 2.5'],
  [{ minimum: 0 }, 'at least 0'],
  [{ maximum: 0 }, 'at most 0'],
  [{ minimum: -largest, maximum: largest }, 'any finite number'],
  [{ minimum: 3, maximum: largest }, 'a finite number of at least 3'],
  [{ minimum: -largest, maximum: 3 }, 'a finite number of at most 3'],
  [{ minimum: -largestFloat, maximum: largestFloat }, 'any finite 32-bit number'],
  [{ minimum: 3, maximum: largestFloat }, 'a finite 32-bit number of at least 3'],
  [{ minimum: -largestFloat, maximum: 3 }, 'a finite 32-bit number of at most 3'],
  [
    { minimum: -largestFloat, maximum: largest },
    'a finite number of at least -3.4028234663852886e+38',
  ],
  [{ minimum: -largest }, 'any number but -Infinity'],
  [{ maximum: largest }, 'any number but Infinity'],
  [{ minimum: -largestFloat }, 'at least -3.4028234663852886e+38'],
])('says of the range %o: %s', (range, text) => {
  expect(rangeText(range)).toBe(text)
})
