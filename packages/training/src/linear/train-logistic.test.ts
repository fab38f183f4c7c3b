import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  largestDifference,
  logisticSolutions,
  smallData,
  takeRows,
} from '../testing/small-problems.ts'
import type { TrainingData } from '../training-data.ts'
import { trainLogistic } from './train-logistic.ts'

const data = smallData('late')

test.each(logisticSolutions)('finds the solution of scikit-learn at l2 = $l2', (expected) => {
  const { fit } = trainLogistic(data, { l2: expected.l2 })
  expect(largestDifference(fit.weights, expected.weights)).toBeLessThan(1e-9)
  expect(largestDifference([fit.intercept], [expected.intercept])).toBeLessThan(1e-9)
  expect(largestDifference([fit.objective], [expected.objective])).toBeLessThan(1e-13)
})

test('ends where the gradient is zero', () => {
  const { fit } = trainLogistic(data)
  expect(fit.gradientNorm).toBeLessThan(1e-11)
  expect(fit.iterations).toBeLessThan(12)
})

test('gives the same bits each time', () => {
  const [first, second] = [trainLogistic(data), trainLogistic(data)]
  expect(first.coefficients).toEqual(second.coefficients)
  expect(first.program).toEqual(second.program)
})

test('finds the same solution whatever the order of the rows', () => {
  const { fit } = trainLogistic(data)
  const orders = fc.shuffledSubarray([...Array(data.count).keys()], { minLength: data.count })
  fc.assert(
    fc.property(orders, (order) => {
      const other = trainLogistic(takeRows(data, order)).fit
      expect(largestDifference(other.weights, fit.weights)).toBeLessThan(1e-9)
      expect(largestDifference([other.intercept], [fit.intercept])).toBeLessThan(1e-9)
    }),
    { numRuns: 10 },
  )
})

test('a weight counts as so many copies of the row', () => {
  const times = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 60, maxLength: 60 })
  const some = takeRows(data, [...Array(60).keys()])
  fc.assert(
    fc.property(times, (counts) => {
      const copies = counts.flatMap((count, row) => Array<number>(count).fill(row))
      const repeated = trainLogistic(takeRows(some, copies)).fit
      const weighted = trainLogistic({ ...some, weight: Float64Array.from(counts) }).fit
      expect(largestDifference(weighted.weights, repeated.weights)).toBeLessThan(1e-9)
      expect(largestDifference([weighted.objective], [repeated.objective])).toBeLessThan(1e-9)
    }),
    { numRuns: 10 },
  )
})

test('sums over many rows as over few', () => {
  const twenty = Array.from({ length: 20 * data.count }, (_, i) => i % data.count)
  const repeated = trainLogistic(takeRows(data, twenty)).fit
  const weighted = trainLogistic({ ...data, weight: new Float64Array(data.count).fill(20) }).fit
  expect(repeated.rows).toBe(6000)
  expect(largestDifference(repeated.weights, weighted.weights)).toBeLessThan(1e-9)
  expect(largestDifference([repeated.objective / weighted.objective], [1])).toBeLessThan(1e-13)
})

test('no nearby point has a smaller objective', () => {
  const rows = takeRows(data, [...Array(40).keys()])
  const { fit } = trainLogistic(rows, { l2: 0.5 })
  const worse = trainLogistic(rows, { l2: 0.5001 }).fit
  const penalty = (weights: Float64Array) => weights.reduce((sum, w) => sum + w * w, 0)
  const objectiveOfWorse = worse.objective - 0.00005 * penalty(worse.weights)
  expect(objectiveOfWorse).toBeGreaterThan(fit.objective)
})

test.each([1, 1e-3, 1e-6])('keeps separable data finite at l2 = %d', (l2) => {
  const x = [-3, -2, -1, 1, 2, 3]
  const { fit } = trainLogistic(numbers(x, [0, 0, 0, 1, 1, 1]), { l2 })
  expect(Number.isFinite(fit.weights[0])).toBe(true)
  expect(fit.weights[0]).toBeGreaterThan(0)
  expect(Math.abs(fit.intercept)).toBeLessThan(1e-6)
})

test('a feature of one value gets no weight', () => {
  const label = [0, 1, 1, 0, 1, 1]
  const { fit, coefficients } = trainLogistic(numbers([0.1, 0.1, 0.1, 0.1, 0.1, 0.1], label))
  expect(fit.weights[0]).toBe(0)
  expect(coefficients.get('scale.scale')?.data[0]).toBe(1)
  // The share of ones is all that is left to learn: log(2 / 1).
  expect(fit.intercept).toBeCloseTo(Math.LN2, 12)
})

test('a level that no row has is none of the levels', () => {
  const { contract, fit } = trainLogistic({
    count: 4,
    features: [
      { kind: 'category', name: 'c', codes: Int32Array.of(2, 0, 0, 2), levels: ['a', 'b', 'c'] },
    ],
    label: Float64Array.of(0, 1, 1, 1),
  })
  expect(contract.inputs[0]?.levels).toEqual(['a', 'c'])
  expect(fit.weights).toHaveLength(2)
})

test('tells each iteration as it goes', () => {
  const seen: number[] = []
  const { fit } = trainLogistic(data, { onIteration: ({ iteration }) => seen.push(iteration) })
  expect(seen.length).toBeGreaterThanOrEqual(fit.iterations - 1)
  expect(seen[0]).toBe(1)
})

test.each([
  ['one class', [1, 1, 1], 'label-one-class', /only 1 in 3 rows/],
  ['three classes', [0, 1, 2], 'label-multiclass', /3 classes, 2 among them/],
  ['numbers', [0, 1, 1.5], 'label-invalid', /1\.5/],
  ['a missing answer', [0, 1, Number.NaN], 'label-invalid', /row 2: found a missing value/],
])('refuses labels with %s', (_, label, code, message) => {
  expectRefusal(() => trainLogistic(numbers([1, 2, 3], label)), code, message)
})

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses l2 = %d', (l2) => {
  expectRefusal(() => trainLogistic(data, { l2 }), 'setting-invalid', /l2/)
})

test.each([
  ['an infinity', [1, Number.POSITIVE_INFINITY, 2], /x, row 1: found Infinity/],
  ['no value at all', [Number.NaN, Number.NaN, Number.NaN], /x: found only missing values/],
  ['a spread beyond doubles', [-1.7e308, 1.7e308, 0], /x: found values from -1\.7e\+308/],
])('refuses a feature with %s', (_, values, message) => {
  expectRefusal(() => trainLogistic(numbers(values, [0, 1, 1])), 'feature-invalid', message)
})

test('refuses no rows, no features and a feature twice', () => {
  expectRefusal(() => trainLogistic(numbers([], [])), 'data-empty', /rows/)
  const none = { ...numbers([1, 2], [0, 1]), features: [] }
  expectRefusal(() => trainLogistic(none), 'feature-invalid', /found none/)
  const [x] = numbers([1, 2], [0, 1]).features
  const twice = { ...numbers([1, 2], [0, 1]), features: [x, x].filter((one) => one !== undefined) }
  expectRefusal(() => trainLogistic(twice), 'feature-invalid', /x twice/)
})

test('refuses weights that are not above zero', () => {
  const weighted = { ...numbers([1, 2], [0, 1]), weight: Float64Array.of(1, 0) }
  expectRefusal(() => trainLogistic(weighted), 'weight-invalid', /weight, row 1: found 0/)
})

test('names the category that makes the model too wide', () => {
  const count = 5000
  const levels = Array.from({ length: count }, (_, i) => `id-${i}`)
  const ids = {
    kind: 'category',
    name: 'id',
    codes: Int32Array.from(levels.keys()),
    levels,
  } as const
  const label = Float64Array.from(levels, (_, i) => i % 2)
  const wide: TrainingData = { count, features: [ids], label }
  expectRefusal(() => trainLogistic(wide), 'too-wide', /5000 of them levels of id/)
})

test('says so when the iterations do not suffice', () => {
  const few = { maximumIterations: 2 }
  expectRefusal(() => trainLogistic(data, few), 'not-converged', /after 2 iterations/)
})

function numbers(values: readonly number[], label: readonly number[]): TrainingData {
  const x = { kind: 'numeric', name: 'x', values: Float64Array.from(values) } as const
  return { count: values.length, features: [x], label: Float64Array.from(label) }
}

function expectRefusal(run: () => unknown, code: string, message: RegExp): void {
  expect(run).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }))
}
