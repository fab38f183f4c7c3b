import { createMoments, type Interval, log, meanInterval, type Random } from '@ratchet-ml/stats'
import { expect, test } from 'vitest'
import { coverageOf, fourSigma } from './coverage-of.ts'

type Draw = (random: Random) => number

const normal: Draw = (random) => 3 + 2 * random.nextNormal()
const uniform: Draw = (random) => 6 * random.nextFloat()
/** Mean 3, skewed: the t interval is only right in the limit here. */
const exponential: Draw = (random) => -3 * log(1 - random.nextFloat())

function ofMean(draw: Draw, n: number, level: number): (random: Random) => Interval | undefined {
  return (random) => {
    const moments = createMoments()
    moments.add(
      Float64Array.from({ length: n }, () => draw(random)),
      n,
    )
    return meanInterval(moments.state(), level)
  }
}

test.each([
  [2, 0.95],
  [5, 0.9],
  [5, 0.95],
  [5, 0.99],
  [30, 0.95],
  [300, 0.95],
])('of %i normal values the mean is covered in exactly the share asked for (%f)', (n, level) => {
  const { share } = coverageOf(n, 3, ofMean(normal, n, level))
  expect(Math.abs(share - level)).toBeLessThan(fourSigma(level))
})

test.each([10, 100])('of %i uniform values the mean is covered within 1.5 points', (n) => {
  const { share } = coverageOf(n, 3, ofMean(uniform, n, 0.95))
  expect(Math.abs(share - 0.95)).toBeLessThan(0.015)
})

test('of skewed values coverage falls short when they are few, and comes right as they grow', () => {
  const shares = [10, 100, 1000].map((n) => coverageOf(n, 3, ofMean(exponential, n, 0.95)).share)
  const [few = 0, more = 0, many = 0] = shares
  expect(few).toBeGreaterThan(0.88)
  expect(few).toBeLessThan(more)
  expect(more).toBeGreaterThan(0.93)
  expect(Math.abs(many - 0.95)).toBeLessThan(0.01)
})

test('a weighted mean is covered when weights have nothing to do with the values', () => {
  const draw = (random: Random) => {
    const moments = createMoments()
    const n = 200
    const values = Float64Array.from({ length: n }, () => normal(random))
    const weights = Float64Array.from({ length: n }, () => 0.2 + random.nextFloat())
    moments.add(values, n, weights)
    return meanInterval(moments.state())
  }
  expect(Math.abs(coverageOf(1, 3, draw).share - 0.95)).toBeLessThan(0.01)
})
