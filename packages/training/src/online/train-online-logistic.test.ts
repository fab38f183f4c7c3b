import { interpret } from '@ratchet-ml/scoring'
import { expect, test } from 'vitest'
import { withCategories } from '../categories.ts'
import { smallData, takeRows } from '../testing/small-problems.ts'
import type { TrainingData } from '../training-data.ts'
import { trainOnlineLogistic } from './train-online-logistic.ts'

function sum(values: ArrayLike<number>): number {
  return Array.from(values).reduce((total, value) => total + value, 0)
}

/** One category of two levels, a label for each row. */
function rowsOf(codes: readonly number[], label: readonly number[]): TrainingData {
  return {
    count: codes.length,
    features: [{ kind: 'category', name: 'c', codes: Int32Array.from(codes), levels: ['a', 'b'] }],
    label: Float64Array.from(label),
  }
}

test('the first step of every weight of a row is the rate, and the others stay', () => {
  const { fit } = trainOnlineLogistic(rowsOf([0, 1], [1, 0]), { rate: 0.5, passes: 1 })
  // Row 1 moves `a` and the intercept by 0.5; row 2 then sees the margin 0.5 and moves `b` by 0.5.
  expect(fit.weights).toEqual(Float64Array.of(0.5, -0.5))
  const p = 1 / (1 + Math.exp(-0.5))
  expect(fit.intercept).toBeCloseTo(0.5 - (0.5 * p) / Math.sqrt(0.25 + p * p), 12)
})

test('what comes last weighs more than what came before', () => {
  const label = [...Array<number>(50).fill(0), ...Array<number>(50).fill(1)]
  const rising = rowsOf(Array<number>(100).fill(0), label)
  const falling = takeRows(rising, [...Array(100).keys()].reverse())
  const margin = (data: TrainingData) => {
    const { fit } = trainOnlineLogistic(data)
    return fit.intercept + sum(fit.weights)
  }
  expect(margin(rising)).toBeGreaterThan(0)
  expect(margin(falling)).toBeLessThan(0)
})

test('comes near the share of the late ones of every level where nothing changes', () => {
  const codes = Array.from({ length: 4000 }, (_, i) => i % 2)
  const label = codes.map((code, i) => (code === 0 ? Number(i % 10 === 0) : Number(i % 10 < 7)))
  const { fit } = trainOnlineLogistic(rowsOf(codes, label), { passes: 5 })
  const share = (at: number) => 1 / (1 + Math.exp(-(fit.intercept + (fit.weights[at] ?? 0))))
  expect(share(0)).toBeCloseTo(0.2, 1)
  expect(share(1)).toBeCloseTo(0.6, 1)
})

test('gives the same bits each time, and the scorer answers what was learned', () => {
  const data = smallData('late')
  const [first, second] = [trainOnlineLogistic(data), trainOnlineLogistic(data)]
  expect(first.coefficients).toEqual(second.coefficients)
  const { fit, program, coefficients } = trainOnlineLogistic(rowsOf([0, 1, 0, 1], [0, 1, 1, 0]))
  const answers = interpret(program, coefficients, Float64Array.of(1))
  expect(answers.get('margin')?.[0]).toBeCloseTo(fit.intercept + (fit.weights[1] ?? 0), 12)
})

test('a row of weight two moves the weights as its doubled slope does', () => {
  const data = rowsOf([0, 1], [1, 0])
  const weighted = { ...data, weight: Float64Array.of(2, 1) }
  const { fit } = trainOnlineLogistic(weighted, { passes: 1 })
  expect(fit.weights).toEqual(Float64Array.of(0.1, -0.1))
})

test.each([
  ['rate', { rate: 0 }],
  ['rate', { rate: Number.POSITIVE_INFINITY }],
  ['passes', { passes: 1.5 }],
  ['passes', { passes: 0 }],
])('refuses a %s like that of %j', (place, options) => {
  const train = () => trainOnlineLogistic(rowsOf([0, 1], [1, 0]), options)
  expect(train).toThrow(expect.objectContaining({ code: 'setting-invalid', place }))
})

test('numbers become categories of their distinct values, in order', () => {
  const values = Float64Array.of(23, 5, Number.NaN, 5)
  const data: TrainingData = {
    count: 4,
    features: [{ kind: 'numeric', name: 'hour', values }],
    label: Float64Array.of(0, 1, 1, 0),
  }
  expect(withCategories(data, ['hour']).features).toEqual([
    { kind: 'category', name: 'hour', levels: [5, 23], codes: Int32Array.of(1, 0, -1, 0) },
  ])
  expect(withCategories(data, []).features).toEqual(data.features)
  const lacking = () => withCategories(data, ['hours'])
  expect(lacking).toThrow(expect.objectContaining({ code: 'setting-invalid', found: 'hours' }))
  const many = Float64Array.from({ length: 1001 }, (_, i) => i)
  const wide = { ...data, features: [{ ...data.features[0], values: many }] } as TrainingData
  expect(() => withCategories(wide, ['hour'])).toThrow(
    expect.objectContaining({ code: 'too-wide' }),
  )
})
