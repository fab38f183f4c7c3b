import { expect, test } from 'vitest'
import { fastTwoSum, multiplyPairs } from '../double-double.ts'
import { expPair } from '../exp.ts'
import * as exp from './exp-table.ts'
import * as log from './log-table.ts'

const at = (list: Float64Array, index: number) => list[index] ?? Number.NaN

test('opposite powers in the table of exp multiply to 2 in 100 bits', () => {
  for (let j = 1; j < exp.EXP_STEPS; j++) {
    const other = exp.EXP_STEPS - j
    const product = multiplyPairs(
      { hi: at(exp.EXP_HIGH, j), lo: at(exp.EXP_LOW, j) },
      { hi: at(exp.EXP_HIGH, other), lo: at(exp.EXP_LOW, other) },
    )
    expect(Math.abs(product.hi - 2 + product.lo)).toBeLessThan(2e-30)
  }
})

test('a step of exp is the same part of ln2 as in the table of log', () => {
  const steps = fastTwoSum(exp.EXP_STEPS * exp.EXP_STEP_HIGH, exp.EXP_STEPS * exp.EXP_STEP_LOW)
  const ln2 = fastTwoSum(log.LN2_HIGH, log.LN2_LOW)
  expect(steps.hi).toBe(ln2.hi)
  // The low part of a step is rounded to 2^-97, and 256 of them are summed.
  expect(Math.abs(steps.lo - ln2.lo)).toBeLessThan(2e-27)
})

test('e to each entry in the table of log is one over its inverse', () => {
  for (let cell = 0; cell < log.LOG_INVERSE.length; cell++) {
    const inverse = at(log.LOG_INVERSE, cell) * (cell < log.LOG_HALVED ? 1 : 2)
    const power = expPair(at(log.LOG_HIGH, cell), at(log.LOG_LOW, cell))
    const product = multiplyPairs(power, { hi: inverse, lo: 0 })
    expect(Math.abs(product.hi - 1 + product.lo)).toBeLessThan(2e-18)
  }
})

test('around 1 the logarithm needs no table, so that no digits cancel', () => {
  for (const cell of [0, log.LOG_INVERSE.length - 1]) {
    expect([at(log.LOG_HIGH, cell), at(log.LOG_LOW, cell)]).toEqual([0, 0])
  }
})
