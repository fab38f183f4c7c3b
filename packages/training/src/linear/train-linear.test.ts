import { expect, test } from 'vitest'
import { largestDifference, ridgeSolutions, smallData } from '../testing/small-problems.ts'
import { trainLinear } from './train-linear.ts'

const data = smallData('value')

test.each(ridgeSolutions)('finds the solution of scikit-learn at l2 = $l2', (expected) => {
  const { fit } = trainLinear(data, { l2: expected.l2 })
  expect(largestDifference(fit.weights, expected.weights)).toBeLessThan(1e-9)
  expect(largestDifference([fit.intercept], [expected.intercept])).toBeLessThan(1e-9)
  expect(largestDifference([fit.objective], [expected.objective])).toBeLessThan(1e-12)
})

test('learns the unit of the answers, however small or large', () => {
  const weights = trainLinear(data).fit.weights
  for (const unit of [1e-12, 1e12]) {
    const scaled = { ...data, label: data.label.map((value) => value * unit) }
    const found = trainLinear(scaled).fit.weights.map((weight) => weight / unit)
    expect(largestDifference(found, weights)).toBeLessThan(1e-9)
  }
})

test('answers alike everywhere when all answers are alike', () => {
  const { fit } = trainLinear({ ...data, label: new Float64Array(data.count).fill(7.25) })
  expect(fit.intercept).toBe(7.25)
  expect(fit.weights.every((weight) => weight === 0)).toBe(true)
})
