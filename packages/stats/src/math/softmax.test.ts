import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ulpDistance } from './float.ts'
import { logistic } from './logistic.ts'
import { softmaxInPlace } from './softmax.ts'

test('softmax changes only its own row', () => {
  const margins = new Float64Array([9, 0, 0, 9])
  softmaxInPlace(margins, 1, 2)
  expect([...margins]).toEqual([9, 0.5, 0.5, 9])
})

test('softmax of two margins agrees with the logistic function of their difference', () => {
  fc.assert(
    fc.property(fc.double({ min: -30, max: 30, noNaN: true }), (x) => {
      const row = new Float64Array([x, 0])
      softmaxInPlace(row)
      expect(ulpDistance(row[0] ?? Number.NaN, logistic(x))).toBeLessThanOrEqual(4)
    }),
  )
})

test('softmax neither overflows nor loses a row to huge margins', () => {
  const row = new Float64Array([1e308, 1e308, -1e308])
  softmaxInPlace(row)
  expect([...row]).toEqual([0.5, 0.5, 0])
})

test('softmax of a row with NaN is NaN throughout', () => {
  const row = new Float64Array([1, Number.NaN])
  softmaxInPlace(row)
  expect([...row]).toEqual([Number.NaN, Number.NaN])
})
