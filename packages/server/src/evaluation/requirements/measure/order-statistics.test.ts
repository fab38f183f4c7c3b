import { createRandom } from '@ratchet-ml/stats'
import { expect, test } from 'vitest'
import { quantileInterval, roundsFor } from './order-statistics.ts'

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1)

test('the ranks of the median are those of the tables', () => {
  // David and Nagaraja: of 10 values the 2nd and the 9th hold the median with 97.9 %.
  expect(quantileInterval(upTo(10), 0.5, 0.95)).toEqual({ value: 5, low: 2, high: 9 })
  expect(quantileInterval(upTo(100), 0.5, 0.95)).toEqual({ value: 50, low: 40, high: 61 })
})

test('a sample that is too small has no end, and so no interval', () => {
  expect(quantileInterval(upTo(5), 0.5, 0.95)).toBeUndefined()
  expect(quantileInterval(upTo(200), 0.99, 0.95)).toBeUndefined()
  expect(quantileInterval(upTo(600), 0.99, 0.95)).toBeDefined()
  expect(quantileInterval([], 0.5, 0.95)).toBeUndefined()
})

test.each([0.5, 0.95, 0.99])('the interval holds the quantile %d as often as it says', (share) => {
  const random = createRandom(7)
  let held = 0
  for (let run = 0; run < 400; run++) {
    const sample = Array.from({ length: 1000 }, () => random.nextFloat()).toSorted((a, b) => a - b)
    const found = quantileInterval(sample, share, 0.95)
    if (found !== undefined && found.low <= share && share <= found.high) held += 1
  }
  expect(held / 400).toBeGreaterThan(0.93)
})

test('so many rounds are needed that their least and greatest hold the median', () => {
  expect([0.5, 0.9, 0.95, 0.99].map(roundsFor)).toEqual([2, 5, 6, 8])
})
