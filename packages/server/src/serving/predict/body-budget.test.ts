import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { BodyBudget } from './body-budget.ts'

const free = 256 << 10

test('big bodies share the budget until their replies are over; small ones take nothing of it', () => {
  const budget = new BodyBudget(1000)
  const [one, other, small] = [new EventEmitter(), new EventEmitter(), new EventEmitter()]
  const mayOne = budget.holder(one)
  const mayOther = budget.holder(other)
  expect(mayOne(free + 400)).toBe(true)
  expect(mayOne(free + 600)).toBe(true)
  expect(mayOther(free + 500)).toBe(false)
  expect(budget.holder(small)(free)).toBe(true)
  one.emit('close')
  expect(mayOther(free + 500)).toBe(true)
  other.emit('close')
  expect(budget.holder(small)(free + 1000)).toBe(true)
})
