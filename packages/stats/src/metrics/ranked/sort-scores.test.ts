import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from '../../random.ts'
import { createScoreList } from './score-list.ts'
import { sortScores } from './sort-scores.ts'

test('many scores of any sign and size are in the order of the engine', () => {
  const random = createRandom(4)
  const scores = Float64Array.from({ length: 10_000 }, (_, i) => {
    const size = 10 ** (random.nextBelow(600) - 300)
    return [random.nextNormal() * size, 0.5, Infinity, -Infinity, 5e-324][i % 5] ?? 0
  })
  const { scores: sorted, weights } = sortScores(scores)
  expect(sorted).toEqual(scores.slice().sort())
  expect(weights).toBeUndefined()
})

test('scores that differ only far behind the point, of either sign, are in order with their weights', () => {
  const random = createRandom(6)
  for (const centre of [-1e6, 1e6, 1]) {
    for (const levels of [3, 50, 4e9]) {
      const scores = Float64Array.from(
        { length: 3000 },
        (_, i) => centre + (random.nextBelow(levels) / levels) * 1e-4 * (i % 3),
      )
      expect(sortScores(scores).scores).toEqual(scores.slice().sort())
      const weights = scores.map(() => random.nextBelow(5))
      const found = sortScores(scores, weights)
      const order = [...scores.keys()].sort(
        (a, b) => (scores[a] ?? 0) - (scores[b] ?? 0) || (weights[a] ?? 0) - (weights[b] ?? 0),
      )
      expect(found.scores).toEqual(Float64Array.from(order, (i) => scores[i] ?? 0))
      expect(found.weights).toEqual(Float64Array.from(order, (i) => weights[i] ?? 0))
    }
  }
})

test('weights go with their scores, the smaller one first among ties', () => {
  const pairs = fc.array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.nat(5)), { maxLength: 60 })
  fc.assert(
    fc.property(pairs, (given) => {
      const found = sortScores(
        Float64Array.from(given, ([score]) => score),
        Float64Array.from(given, ([, weight]) => weight),
      )
      const expected = given.toSorted(([a, v], [b, w]) => a - b || v - w)
      expect(Array.from(found.scores)).toEqual(expected.map(([score]) => score))
      expect(Array.from(found.weights ?? [])).toEqual(expected.map(([, weight]) => weight))
    }),
  )
})

test('a list that is added to in sorted parts and single scores holds what one sort gives', () => {
  const part = fc.array(
    fc.tuple(fc.integer({ min: -9, max: 9 }), fc.constantFrom(undefined, 1, 2, 0.5)),
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      const whole = createScoreList()
      const merged = createScoreList()
      parts.forEach((rows, i) => {
        const own = createScoreList()
        const scores = Float64Array.from(rows, ([score]) => score)
        const isPlain = rows.every(([, weight]) => weight === undefined)
        const weights = isPlain ? undefined : Float64Array.from(rows, ([, weight = 1]) => weight)
        whole.push(scores, weights, rows.length)
        if (i % 2 === 0) merged.push(scores, weights, rows.length)
        else own.push(scores, weights, rows.length)
        merged.merge(own.columns())
        if (i % 3 === 0) merged.columns()
      })
      expect(merged.columns()).toStrictEqual(whole.columns())
      expect(merged.rows()).toBe(parts.flat().length)
    }),
  )
})
