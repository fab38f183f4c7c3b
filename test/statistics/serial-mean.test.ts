import { createRandom, type Interval, type Random, serialMeanInterval } from '@ratchet-ml/stats'
import { expect, test } from 'vitest'
import { coverageOf, fourSigma } from './coverage-of.ts'

const times = 4000

/** An autoregression of first order around 0. */
function series(n: number, autocorrelation: number, random: Random): Float64Array {
  let last = random.nextNormal() / Math.sqrt(1 - autocorrelation * autocorrelation)
  return Float64Array.from({ length: n }, () => {
    last = autocorrelation * last + random.nextNormal()
    return last
  })
}

function coverage(n: number, autocorrelation: number, isOrdered: boolean): number {
  const draw = (random: Random): Interval | undefined => {
    const found = serialMeanInterval(series(n, autocorrelation, random), isOrdered)
    return found && { ...found, level: 0.95, method: 'student-t' }
  }
  return coverageOf(n * 10 + autocorrelation * 100, 0, draw, times).share
}

test.each([
  [6, 0, 0.95],
  [12, 0, 0.95],
  [30, 0, 0.95],
  [180, 0, 0.95],
  [30, 0.3, 0.915],
  [60, 0.3, 0.93],
  [180, 0.3, 0.945],
  [30, 0.6, 0.88],
  [60, 0.6, 0.91],
  [180, 0.6, 0.93],
])(
  'of %i values with an autocorrelation of %f the mean is covered in at least the share %f',
  (n, autocorrelation, least) => {
    const share = coverage(n, autocorrelation, true)
    expect(share).toBeGreaterThan(least - fourSigma(least, times))
    expect(share).toBeLessThan(0.985)
  },
)

test('taking neighbours for independent covers far too little', () => {
  expect(coverage(60, 0.6, false)).toBeLessThan(0.75)
})

test('two that are equal are told apart in at most 5 of 100 series', () => {
  const random = createRandom(77)
  let told = 0
  for (let i = 0; i < times; i++) {
    const found = serialMeanInterval(series(60, 0.2, random), true)
    if (found !== undefined && (found.low > 0 || found.high < 0)) told += 1
  }
  expect(told / times).toBeLessThan(0.05 + fourSigma(0.05, times))
})
