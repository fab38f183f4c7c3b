import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createRandom } from '../random.ts'
import {
  type Alternative,
  dieboldMariano,
  discordantRows,
  mcnemarExact,
  pairedBootstrap,
  signTest,
} from './index.ts'

type Losses = {
  readonly first: number[]
  readonly second: number[]
  readonly horizon: number
  readonly kernel?: 'rectangular' | 'bartlett'
  readonly alternative: Alternative
  readonly statistic: number
  readonly pValue: number | null
}
const fixture: {
  readonly dieboldMariano: Losses[]
  readonly dieboldMarianoOfR: Losses[]
  readonly mcnemar: number[][]
  readonly signTest: { readonly first: number[]; readonly second: number[]; pValue: number }[]
} = JSON.parse(readFileSync(new URL('../../fixtures/paired.json', import.meta.url), 'utf8'))

test('the test of Diebold and Mariano agrees with statsmodels and scipy to 1e-11', () => {
  for (const { statistic, pValue, ...given } of fixture.dieboldMariano) {
    const found = run(given)
    expectClose(found.statistic, statistic, 1e-11)
    expectClose(found.pValue, pValue ?? Number.NaN, 1e-11)
    expect(found.kernel).toBe(given.kernel)
  }
})

test('the test of Diebold and Mariano agrees with every digit that R prints', () => {
  for (const { statistic, pValue, ...given } of fixture.dieboldMarianoOfR) {
    const found = run(given)
    expect(found.statistic.toPrecision(7)).toBe(statistic.toPrecision(7))
    if (pValue !== null) expect(found.pValue.toPrecision(7)).toBe(pValue.toPrecision(7))
  }
})

test('where the rectangular kernel gives no positive variance, Bartlett takes its place', () => {
  const first = Float64Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 1 : -1) + 0.01 * i)
  const found = run({ first, second: new Float64Array(20), horizon: 2, alternative: 'two-sided' })
  expect(found.kernel).toBe('bartlett')
  expect(found.standardError).toBeGreaterThan(0)
})

test('the automatic horizon grows with the number of points', () => {
  const random = createRandom(3)
  const horizons = [10, 100, 1000].map((n) => {
    const first = Float64Array.from({ length: n }, () => random.nextNormal())
    const found = dieboldMariano(first, new Float64Array(n), { horizon: 'auto' })
    return found.kind === 'value' ? found.horizon : undefined
  })
  expect(horizons).toEqual([3, 5, 7])
})

test('equal losses have no test, and bad ones are refused', () => {
  const ones = new Float64Array(5).fill(1)
  expect(dieboldMariano(ones, ones)).toMatchObject({ kind: 'undefined', n: 5 })
  expect(dieboldMariano(ones.subarray(0, 1), ones.subarray(0, 1))).toMatchObject({
    kind: 'undefined',
  })
  expect(() => dieboldMariano(ones, ones.subarray(1))).toThrow('5 and 4 losses')
  expect(() => dieboldMariano(ones, ones, { horizon: 5 })).toThrow('horizon is 5 for 5 points')
  expect(() => dieboldMariano(ones, ones.slice().fill(Number.NaN))).toThrow('finite')
})

test("McNemar's exact test agrees with statsmodels and scipy to 1e-12", () => {
  for (const [onlyFirst = 0, onlySecond = 0, both = 0, less = 0, greater = 0] of fixture.mcnemar) {
    expectClose(mcnemarExact(onlyFirst, onlySecond).pValue, both, 1e-12)
    expectClose(mcnemarExact(onlyFirst, onlySecond, 'less').pValue, less, 1e-12)
    expectClose(mcnemarExact(onlyFirst, onlySecond, 'greater').pValue, greater, 1e-12)
  }
  expect(() => mcnemarExact(1.5, 2)).toThrow('1.5')
})

test('rows that only one of two gets right are counted', () => {
  const column = (...values: number[]) => Float64Array.from(values)
  const labels = column(0, 1, 2, 1, 0)
  const found = discordantRows(labels, column(0, 1, 2, 0, 0), column(0, 1, 1, 1, 1))
  expect(found).toEqual({ onlyFirst: 2, onlySecond: 1 })
  expect(() => discordantRows(labels, column(0), column(1))).toThrow('5 labels')
})

test('the sign test over folds agrees with statsmodels to 1e-12, ties left out', () => {
  for (const { first, second, pValue } of fixture.signTest) {
    const found = signTest(Float64Array.from(first), Float64Array.from(second))
    expectClose(found.pValue, pValue, 1e-12)
  }
  const ties = signTest(Float64Array.of(1, 2, 3), Float64Array.of(1, 2, 4))
  expect(ties).toEqual({ first: 0, second: 1, pValue: 1 })
  expect(signTest(Float64Array.of(1), Float64Array.of(1)).pValue).toBe(1)
  expect(() => signTest(Float64Array.of(1), Float64Array.of(Number.NaN))).toThrow('Fold 0')
})

test('the paired bootstrap sees a small gain that both predictors share noise around', () => {
  const random = createRandom(9)
  const common = Float64Array.from({ length: 600 }, () => 5 * random.nextNormal())
  const first = common.map((x) => x + 0.1 * random.nextNormal())
  const second = first.map((x) => x + 0.05 + 0.1 * random.nextNormal())
  const found = (seed: number) =>
    pairedBootstrap(
      first,
      second,
      { kind: 'blocks', count: 600, length: 12 },
      { random: createRandom(seed), repetitions: 400 },
    )
  expect(found(1)).toEqual(found(1))
  expect(found(1).meanDifference).toBeLessThan(0)
  expect(found(1).interval?.high).toBeLessThan(0)
  expect(() =>
    pairedBootstrap(first, second, { kind: 'clusters', count: 5 }, { random: createRandom(1) }),
  ).toThrow('600 and 600 losses for 5 positions')
})

function run({
  first,
  second,
  horizon,
  kernel,
  alternative,
}: Omit<Losses, 'first' | 'second' | 'statistic' | 'pValue'> & {
  readonly first: ArrayLike<number>
  readonly second: ArrayLike<number>
}) {
  const options = { horizon, alternative, ...(kernel && { kernel }) }
  const found = dieboldMariano(Float64Array.from(first), Float64Array.from(second), options)
  if (found.kind !== 'value') throw new Error(found.detail)
  return found
}

function expectClose(found: number, expected: number, tolerance: number): void {
  const close = Math.abs(found - expected) <= tolerance * Math.abs(expected)
  expect({ found, expected, close }).toEqual({ found, expected, close: true })
}
