import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from '../../random.ts'
import { sortEvenly } from './sort-evenly.ts'

const sort = (scores: Float64Array) => scores.slice().sort()

test('scores that lie evenly come in the order of the engine', () => {
  const random = createRandom(3)
  for (const [from, span] of [
    [0.4, 1e-3],
    [-7, 14],
    [1e300, 1e299],
  ] as const) {
    const scores = Float64Array.from({ length: 5000 }, () => from + span * random.nextFloat())
    expect(sortEvenly(scores, sort)).toEqual(sort(scores))
  }
})

test('any scores are sorted or left as they are', () => {
  const score = fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: -3, max: 3 }))
  fc.assert(
    fc.property(fc.array(score, { maxLength: 200 }), (given) => {
      const scores = Float64Array.from(given, (value) => value + 0)
      const before = scores.slice()
      const sorted = sortEvenly(scores, sort)
      if (sorted !== undefined) expect(sorted).toEqual(sort(before))
      expect(scores).toEqual(before)
    }),
  )
})

test('scores that crowd at one place are left to another sort', () => {
  expect(sortEvenly(new Float64Array(100).fill(2), sort)).toBeUndefined()
  expect(
    sortEvenly(
      Float64Array.from({ length: 100 }, (_, i) => 10 ** i),
      sort,
    ),
  ).toBeUndefined()
})

test('a few crowds among many scores are sorted for themselves', () => {
  const random = createRandom(5)
  const scores = Float64Array.from({ length: 4000 }, (_, i) => {
    const place = i % 10 === 0 ? 0.25 + 1e-9 * random.nextFloat() : random.nextFloat()
    return i % 100 === 50 ? 0.5 : place
  })
  const crowds: number[] = []
  const sorted = sortEvenly(scores, (crowd) => {
    crowds.push(crowd.length)
    return sort(crowd)
  })
  expect(sorted).toEqual(sort(scores))
  expect(crowds).toHaveLength(2)
})
