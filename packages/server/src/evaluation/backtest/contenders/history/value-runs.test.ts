import fc from 'fast-check'
import { expect, test } from 'vitest'
import { medianOf, ValueRuns } from './value-runs.ts'

test('the median of sorted runs is that of all their values', () => {
  const run = fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 9 })
  fc.assert(
    fc.property(fc.array(run, { maxLength: 5 }), (runs) => {
      const sorted = runs.flat().sort((a, b) => a - b)
      const [lower, upper] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
      const found = medianOf(runs.map((values) => Float64Array.from(values).sort()))
      if (lower === undefined || upper === undefined) expect(found).toBeNaN()
      else expect(found + 0).toBe((lower + upper) / 2 + 0)
    }),
  )
})

test('values are given sorted, however they came', () => {
  const runs = new ValueRuns({ left: 10 })
  runs.add(Float64Array.of(3, 1, 9), 2)
  expect([...(runs.sorted() ?? [])]).toEqual([1, 3])
  runs.add(Float64Array.of(2), 1)
  expect([...(runs.sorted() ?? [])]).toEqual([1, 2, 3])
})

test('a partition with more values than there is room for keeps none, and gives its room back', () => {
  const room = { left: 3 }
  const [first, second] = [new ValueRuns(room), new ValueRuns(room)]
  first.add(Float64Array.of(1, 2), 2)
  first.add(Float64Array.of(3, 4), 2)
  expect(first.sorted()).toBeUndefined()
  second.add(Float64Array.of(1, 2, 3), 3)
  expect(second.sorted()).toHaveLength(3)
  first.add(Float64Array.of(5), 1)
  expect(first.sorted()).toBeUndefined()
})
