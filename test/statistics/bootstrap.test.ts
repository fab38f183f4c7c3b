import { bootstrapInterval, type Random, type Resampling } from '@ratchet-ml/stats'
import { expect, test } from 'vitest'
import { coverageOf } from './coverage-of.ts'

/** Each repeat is itself 300 resamples. */
const repeats = 2000

/** The interval of the mean of values that are drawn as wholes. */
function ofMean(values: Float64Array, resampling: Resampling, random: Random) {
  const mean = (times: Float64Array) =>
    times.reduce((sum, count, i) => sum + count * (values[i] as number), 0) / values.length
  return bootstrapInterval(resampling, mean, { random, repetitions: 300 })
}

test('the bootstrap over clusters covers the mean of independent ones within 2.5 points', () => {
  const draw = (random: Random) => {
    const values = Float64Array.from({ length: 100 }, () => random.nextNormal())
    return ofMean(values, { kind: 'clusters', count: 100 }, random)
  }
  expect(Math.abs(coverageOf(1, 0, draw, repeats).share - 0.95)).toBeLessThan(0.025)
})

test('over a series with memory, blocks cover far better than single rows do', () => {
  const series = (random: Random) => {
    const values = new Float64Array(400)
    for (let i = 1; i < values.length; i++) {
      values[i] = 0.6 * (values[i - 1] as number) + random.nextNormal()
    }
    return values
  }
  const coverage = (length: number) => {
    const blocks = { kind: 'blocks', count: 400, length } as const
    return coverageOf(2, 0, (random) => ofMean(series(random), blocks, random), repeats / 4).share
  }
  expect(coverage(25)).toBeGreaterThan(0.87)
  expect(coverage(1)).toBeLessThan(0.75)
})
