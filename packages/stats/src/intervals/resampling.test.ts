import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createRandom } from '../random.ts'
import { bootstrapInterval, clopperPearson, deltaInterval } from './index.ts'
import { poissonOf } from './poisson-draw.ts'

const fixture: {
  readonly clopperPearson: number[][]
  readonly bca: { readonly values: number[]; readonly low: number; readonly high: number }
} = JSON.parse(readFileSync(new URL('../../fixtures/paired.json', import.meta.url), 'utf8'))

test('exact intervals of shares agree with statsmodels to 1e-11', () => {
  for (const [k = 0, n = 0, level = 0, low = 0, high = 0] of fixture.clopperPearson) {
    const found = clopperPearson(k, n, level)
    expect(Math.abs(found.low - low)).toBeLessThanOrEqual(1e-11 * low)
    expect(Math.abs(found.high - high)).toBeLessThanOrEqual(1e-11 * high)
  }
  expect(() => clopperPearson(1.5, 3)).toThrow('1.5 successes in 3 trials')
  expect(() => clopperPearson(4, 3)).toThrow('4 successes')
})

test('a BCa interval of a skewed mean is where that of scipy is', () => {
  const { values, low, high } = fixture.bca
  const mean = (times: Float64Array) =>
    times.reduce((sum, k, i) => sum + k * (values[i] ?? 0), 0) /
    times.reduce((sum, k) => sum + k, 0)
  const resampling = { kind: 'clusters', count: values.length } as const
  const run = (method: 'bca' | 'percentile') =>
    bootstrapInterval(resampling, mean, {
      random: createRandom(4),
      repetitions: 5000,
      method,
    })
  const found = run('bca')
  expect(found?.method).toBe('bootstrap-bca')
  expect(Math.abs((found?.low ?? 0) - low)).toBeLessThan(0.03 * (high - low))
  expect(Math.abs((found?.high ?? 0) - high)).toBeLessThan(0.03 * (high - low))
  expect(found?.high ?? 0).toBeGreaterThan(run('percentile')?.high ?? 0)
})

test('a BCa interval of a statistic that never moves is undefined', () => {
  const options = { random: createRandom(1), method: 'bca', repetitions: 50 } as const
  const constant = bootstrapInterval({ kind: 'clusters', count: 9 }, () => 3, options)
  expect(constant).toMatchObject({ low: 3, high: 3 })
  const beyond = bootstrapInterval(
    { kind: 'clusters', count: 9 },
    (times) => (times.every((k) => k === 1) ? 5 : 3),
    options,
  )
  expect(beyond).toBeUndefined()
})

test('Poisson draws have the mean and the variance 1', () => {
  const random = createRandom(2)
  const draws = Float64Array.from({ length: 100_000 }, () => poissonOf(random.nextUint32()))
  const mean = draws.reduce((sum, k) => sum + k, 0) / draws.length
  const variance = draws.reduce((sum, k) => sum + (k - mean) ** 2, 0) / draws.length
  expect(Math.abs(mean - 1)).toBeLessThan(0.02)
  expect(Math.abs(variance - 1)).toBeLessThan(0.03)
  expect([poissonOf(0), poissonOf(2 ** 32 - 1)]).toEqual([0, 12])
})

test('clusters that are drawn by Poisson give nearly the interval of those drawn by number', () => {
  const draw = createRandom(5)
  const values = Float64Array.from({ length: 300 }, () => draw.nextNormal())
  const mean = (times: Float64Array) =>
    times.reduce((sum, k, i) => sum + k * (values[i] ?? 0), 0) /
    times.reduce((sum, k) => sum + k, 0)
  const width = (kind: 'clusters' | 'poisson') => {
    const found = bootstrapInterval({ kind, count: 300 }, mean, { random: createRandom(6) })
    return (found?.high ?? 0) - (found?.low ?? 0)
  }
  expect(Math.abs(width('poisson') / width('clusters') - 1)).toBeLessThan(0.1)
})

test('intervals of the delta method stay within the range of their scale', () => {
  const shares = deltaInterval(0.98, 0.03, 'logit')
  expect(shares?.high).toBeLessThan(1)
  expect(deltaInterval(0.1, 0.2, 'log')?.low).toBeGreaterThan(0)
  expect(deltaInterval(-0.9, 0.2, 'fisher')?.low).toBeGreaterThan(-1)
  expect(deltaInterval(2, 0.5, 'identity', 0.95)?.low).toBeCloseTo(2 - 0.979981992270027, 14)
  expect(deltaInterval(1, 0.1, 'logit')).toBeUndefined()
  expect(deltaInterval(0.5, 0, 'logit')).toBeUndefined()
  expect(() => deltaInterval(0.5, 0.1, 'logit', 95)).toThrow('95')
})
