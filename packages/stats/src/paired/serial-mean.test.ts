import { expect, test } from 'vitest'
import { meanInterval } from '../intervals/mean-interval.ts'
import { createMoments } from '../intervals/moments.ts'
import { createRandom } from '../random.ts'
import { serialMeanInterval } from './serial-mean.ts'

const noise = (n: number, seed: number) => {
  const random = createRandom(seed)
  return Float64Array.from({ length: n }, () => random.nextNormal())
}

test('values in no order have the plain t interval', () => {
  const values = noise(50, 1)
  const moments = createMoments()
  moments.add(values, 50)
  const plain = meanInterval(moments.state())
  const found = serialMeanInterval(values, false)
  expect(found?.low).toBeCloseTo(plain?.low ?? Number.NaN, 12)
  expect(found?.high).toBeCloseTo(plain?.high ?? Number.NaN, 12)
})

test('neighbours that are alike widen the interval by what an autoregression says', () => {
  const own = noise(4000, 2)
  const alike = own.map((_, i) =>
    own
      .subarray(0, i + 1)
      .slice(-40)
      .reduce((sum, x, k, all) => sum + x * 0.6 ** (all.length - 1 - k), 0),
  )
  const found = serialMeanInterval(alike, true)
  expect(found?.autocorrelation).toBeCloseTo(0.6, 1)
  const plain = serialMeanInterval(alike, false)
  const ratio = (found?.standardError ?? 0) / (plain?.standardError ?? 1)
  const r = found?.autocorrelation ?? 0
  expect(ratio).toBeCloseTo(Math.sqrt((1 + r) / (1 - r)), 10)
})

test('a short series is not believed to be independent', () => {
  const alternating = Float64Array.of(1, -1, 1, -1, 1, -1.5)
  expect(serialMeanInterval(alternating, true)?.autocorrelation).toBe(0)
  expect(serialMeanInterval(noise(8, 5), true)?.autocorrelation).toBeGreaterThan(0)
})

test('too few or equal values have no interval, and bad ones are refused', () => {
  expect(serialMeanInterval(Float64Array.of(1), true)).toBeUndefined()
  expect(serialMeanInterval(Float64Array.of(2, 2, 2), true)).toBeUndefined()
  expect(() => serialMeanInterval(Float64Array.of(1, Number.NaN), true)).toThrow('finite')
  expect(() => serialMeanInterval(Float64Array.of(1, 2), true, 1)).toThrow('level')
})
