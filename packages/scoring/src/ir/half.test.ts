import { expect, test } from 'vitest'
import { halfOf, toHalf } from './half.ts'

const finite = Array.from({ length: 0x7c00 }, (_, bits) => halfOf(bits))

test('every half stays what it is, and what lies between two goes to the nearer, of equals to the even', () => {
  const wrong = finite.flatMap((half, bits) => {
    const next = finite[bits + 1] ?? 65_536
    const above = bits === 0x7bff ? Number.POSITIVE_INFINITY : next
    const middle = (half + next) / 2
    const nudge = middle * 2 ** -50
    const pairs: readonly (readonly [number, number])[] = [
      ...([
        [half, half],
        [middle - nudge, half],
        [middle + nudge, above],
      ] as const),
      [middle, bits % 2 === 0 ? half : above],
    ]
    return pairs.filter(([x, wanted]) => {
      return !Object.is(toHalf(x), wanted) || !Object.is(toHalf(-x), -wanted)
    })
  })
  expect(wrong).toEqual([])
})

test('reads the bits of what is no number or has none', () => {
  expect([0x7c00, 0xfc00, 0x7e01, 0x8000, 0x3c00, 0x0001].map(halfOf)).toEqual([
    ...[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, -0, 1, 2 ** -24],
  ])
  expect(toHalf(Number.NaN)).toBeNaN()
})
