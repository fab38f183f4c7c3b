import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createRandom } from '../random.ts'
import {
  bootstrapInterval,
  createMoments,
  incompleteBeta,
  meanInterval,
  normalCdf,
  normalQuantile,
  studentTQuantile,
  studentTUpperTail,
  summarizeMoments,
  wilson,
} from './index.ts'

type Fixture = Record<
  'studentT' | 'normal' | 'normalCdf' | 'incompleteBeta' | 'wilson',
  number[][]
> & {
  mean: {
    values: number[]
    weights: number[]
    level: number
    mean: number
    low: number
    high: number
  }[]
}
const fixture: Fixture = JSON.parse(
  readFileSync(new URL('../../fixtures/intervals.json', import.meta.url), 'utf8'),
)

test('quantiles of the normal distribution agree with the exact ones to 1e-14', () => {
  expectAgreement(fixture.normal, 1e-14, (p) => normalQuantile(p))
  expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY)
  expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY)
  expect(normalQuantile(1.1)).toBeNaN()
})

test('the normal distribution function agrees with the exact one to 2e-13 far into its tail', () => {
  expectAgreement(fixture.normalCdf, 2e-13, (z) => normalCdf(z))
})

test('quantiles of Student distributions agree with the exact ones to 2e-13', () => {
  expectAgreement(fixture.studentT, 2e-13, (p, df) => studentTQuantile(p, df))
})

test('the tail beyond a Student quantile is the probability asked for', () => {
  for (const [p = 0, df = 0] of fixture.studentT.filter(([p = 0]) => p < 0.5)) {
    const tail = studentTUpperTail(-studentTQuantile(p, df), df)
    expect(Math.abs(tail / p - 1)).toBeLessThan(1e-9)
  }
  expect(studentTUpperTail(0, 3)).toBeCloseTo(0.5, 15)
  expect(studentTUpperTail(-1, 1)).toBeCloseTo(0.75, 14)
  expect(() => studentTQuantile(0.9, 0)).toThrow('0')
})

test('the incomplete beta function agrees with the exact one to 1e-12', () => {
  expectAgreement(fixture.incompleteBeta, 1e-12, (x, a, b) => incompleteBeta(x, a, b))
  expect(incompleteBeta(0, 1, 2)).toBe(0)
  expect(incompleteBeta(1, 1, 2)).toBe(1)
  expect(incompleteBeta(0.5, -1, 2)).toBeNaN()
})

test('Wilson intervals agree with scipy to 1e-12 and reach 0 and 1 exactly', () => {
  for (const [k = 0, n = 0, level = 0, low = 0, high = 0] of fixture.wilson) {
    const found = wilson(k, n, level)
    expect([found.low, found.high].map((x) => x.toFixed(12))).toEqual(
      [low, high].map((x) => x.toFixed(12)),
    )
  }
  for (let n = 1; n <= 300; n++) {
    expect(wilson(0, n).low).toBe(0)
    expect(wilson(n, n).high).toBe(1)
  }
  expect(() => wilson(11, 10)).toThrow('11 successes in 10 trials')
  expect(() => wilson(1, 10, 95)).toThrow('95')
})

test('mean intervals agree with scipy to 1e-12, weighted and not', () => {
  for (const { values, weights, level, mean, low, high } of fixture.mean) {
    const plain = weights.every((w) => w === 1)
    for (const given of plain
      ? [undefined, Float64Array.from(weights)]
      : [Float64Array.from(weights)]) {
      const moments = createMoments()
      moments.add(Float64Array.from(values), values.length, given)
      const found = meanInterval(moments.state(), level)
      expectAgreement(
        [
          [mean, summarizeMoments(moments.state()).mean],
          [low, found?.low ?? 0],
          [high, found?.high ?? 0],
        ],
        1e-12,
        (x) => x,
      )
    }
  }
})

test('the mean and the spread do not depend on how the values were split', () => {
  const random = createRandom(11)
  const values = Float64Array.from({ length: 5000 }, () => 1e6 + random.nextNormal() * 1e-3)
  const whole = createMoments()
  whole.add(values, values.length)
  const parts = createMoments()
  for (let at = 0; at < values.length; at += 7) {
    const part = createMoments()
    const slice = values.subarray(at, at + 7)
    part.add(slice, slice.length)
    parts.merge(part.state())
  }
  const a = summarizeMoments(whole.state())
  const b = summarizeMoments(parts.state())
  expect(b.n).toBe(5000)
  expect(Math.abs(b.mean / a.mean - 1)).toBeLessThan(1e-15)
  expect(Math.abs(b.variance / a.variance - 1)).toBeLessThan(1e-12)
  expect(a.variance).toBeGreaterThan(0.9e-6)
  expect(a.variance).toBeLessThan(1.1e-6)
})

test('equal values have no spread, and one value has an undefined one', () => {
  const moments = createMoments()
  moments.add(new Float64Array(1000).fill(0.1), 1000)
  expect(summarizeMoments(moments.state()).variance).toBe(0)
  const single = createMoments()
  single.add(new Float64Array([3]), 1)
  expect(summarizeMoments(single.state()).variance).toBeNaN()
  expect(meanInterval(single.state())).toBeUndefined()
})

test('a bootstrap interval of a mean is near the t interval and repeats with its seed', () => {
  const draw = createRandom(5)
  const values = Float64Array.from({ length: 400 }, () => draw.nextNormal())
  const mean = (times: Float64Array) =>
    times.reduce((sum, k, i) => sum + k * (values[i] ?? 0), 0) / times.length
  const run = (seed: number) =>
    bootstrapInterval({ kind: 'clusters', count: 400 }, mean, { random: createRandom(seed) })
  const moments = createMoments()
  moments.add(values, values.length)
  const exact = meanInterval(moments.state())
  expect(run(1)).toEqual(run(1))
  expect(run(1)).not.toEqual(run(2))
  expect(Math.abs((run(1)?.low ?? 9) - (exact?.low ?? 0))).toBeLessThan(0.015)
  expect(Math.abs((run(1)?.high ?? 9) - (exact?.high ?? 0))).toBeLessThan(0.015)
})

test('blocks keep neighbours together, so the interval of dependent values is wider', () => {
  const values = Float64Array.from({ length: 400 }, (_, i) =>
    Math.floor(i / 20) % 2 === 0 ? 1 : -1,
  )
  const mean = (times: Float64Array) =>
    times.reduce((sum, k, i) => sum + k * (values[i] ?? 0), 0) / times.length
  const width = (length: number) => {
    const options = { random: createRandom(3) }
    const found = bootstrapInterval({ kind: 'blocks', count: 400, length }, mean, options)
    return (found?.high ?? 0) - (found?.low ?? 0)
  }
  expect(width(13)).toBeGreaterThan(2 * width(1))
})

test('a resample without a value leaves the interval undefined, and bad counts are refused', () => {
  const options = { random: createRandom(1) }
  expect(
    bootstrapInterval({ kind: 'clusters', count: 3 }, () => Number.NaN, options),
  ).toBeUndefined()
  expect(() =>
    bootstrapInterval({ kind: 'blocks', count: 3, length: 4 }, () => 1, options),
  ).toThrow('Bootstrap of 3 with blocks of 4')
})

function expectAgreement(
  rows: readonly (readonly number[])[],
  tolerance: number,
  of: (...args: [number, number, number]) => number,
): void {
  expect(rows.length).toBeGreaterThan(0)
  for (const row of rows) {
    const expected = row.at(-1) ?? Number.NaN
    const [a = 0, b = 0, c = 0] = row
    const found = of(a, b, c)
    const error = Math.abs(found - expected) / Math.max(Math.abs(expected), 1e-290)
    expect({ row, found, within: error <= tolerance }).toEqual({ row, found, within: true })
  }
}
