import { expect, test } from 'vitest'
import { aLogisticModel } from '../ir/testing/models.ts'
import { BlockMemory } from './block-memory.ts'
import { layOutModel } from './lay-out-model.ts'
import { scorerOf } from './scorer.ts'

const models = [aLogisticModel(), aLogisticModel({ weights: Float64Array.of(7, 6, 5, 4, 3, 2, 1) })]

function scorersIn(memoryOf: () => BlockMemory) {
  return models.map(({ program, coefficients, contract }) =>
    scorerOf(layOutModel(program, coefficients), contract, memoryOf()),
  )
}

test('scorers that share memory answer as those that do not, in any order', () => {
  const shared = new BlockMemory()
  for (let n = 0; n < 10; n++) shared.take(n, 1000).fill(Number.NaN)
  const own = scorersIn(() => new BlockMemory())
  const sharing = scorersIn(() => shared)
  for (const count of [3, 100, 1, 64]) {
    for (const [i, scorer] of sharing.entries()) {
      const rows = Float64Array.from(
        { length: count * scorer.featureCount },
        (_, at) => (at * 37) % 3,
      )
      const [found, expected] = [scorer.allocate(count), scorer.allocate(count)]
      scorer.score(rows, count, found)
      own[i]?.score(rows, count, expected)
      expect(found).toEqual(expected)
    }
  }
})

test('lends the same memory again, and none of it where much is wanted', () => {
  const memory = new BlockMemory()
  const first = memory.take(0, 100)
  expect(memory.take(0, 50).buffer).toBe(first.buffer)
  expect(memory.take(1, 50).buffer).not.toBe(first.buffer)
  expect(memory.take(0, 50)).toHaveLength(50)
  const wide = memory.take(0, 1 << 20)
  expect(memory.take(0, 1 << 20).buffer).not.toBe(wide.buffer)
})
