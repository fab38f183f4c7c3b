import { expect, test } from 'vitest'
import { addToExactSum, EXACT_SUM_LENGTH, totalOfExactSum } from './exact-sum.ts'

test('a bin is emptied before it is full', () => {
  const sum = new Float64Array(EXACT_SUM_LENGTH)
  const ones = new Float64Array(1 << 20).fill(2 ** 25 - 1)
  for (let i = 0; i < 70; i++) addToExactSum(sum, ones, ones.length)
  expect(totalOfExactSum(sum).hi).toBe(70 * (1 << 20) * (2 ** 25 - 1))
})
