import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from '../../random.ts'
import { joinEvenly } from './join-evenly.ts'

const sorted = (values: Iterable<number>) => Float64Array.from(values).sort()

test('pieces of scores that lie evenly become one in the order of the engine', () => {
  const random = createRandom(3)
  for (const [from, span] of [
    [0.4, 1e-3],
    [-7, 14],
    [1e300, 1e299],
  ] as const) {
    const pieces = [5000, 1, 300].map((length) =>
      sorted(Array.from({ length }, () => from + span * random.nextFloat())),
    )
    expect(joinEvenly(pieces)).toEqual(sorted(pieces.flatMap((piece) => [...piece])))
  }
})

test('pieces of any scores are joined in order or not at all', () => {
  const score = fc
    .oneof(fc.double({ noNaN: true }), fc.integer({ min: -3, max: 3 }))
    .map((x) => x + 0)
  const piece = fc.array(score, { minLength: 1, maxLength: 90 }).map(sorted)
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 5 }), (pieces) => {
      const joined = joinEvenly(pieces)
      if (joined !== undefined) expect(joined).toEqual(sorted(pieces.flatMap((own) => [...own])))
    }),
  )
})

test('scores that crowd at one place are left to a sort', () => {
  expect(joinEvenly([new Float64Array(100).fill(2), Float64Array.of(1, 1e9)])).toBeUndefined()
})
