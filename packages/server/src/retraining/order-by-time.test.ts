import { expect, test } from 'vitest'
import { inOrderOf } from './order-by-time.ts'

test('rows come in the order of their times, and rows of one time stay in theirs', () => {
  const data = {
    count: 4,
    features: [
      { kind: 'numeric', name: 'x', values: Float64Array.of(1, 2, 3, 4) },
      { kind: 'category', name: 'c', codes: Int32Array.of(0, -1, 1, 0), levels: ['a', 'b'] },
    ],
    label: Float64Array.of(1, 0, 1, 0),
  } as const
  expect(inOrderOf(Float64Array.of(1, 1, 2, 3), data)).toBe(data)
  expect(inOrderOf(Float64Array.of(9, 5, Number.NaN, 5), data)).toEqual({
    count: 4,
    features: [
      { kind: 'numeric', name: 'x', values: Float64Array.of(3, 2, 4, 1) },
      { kind: 'category', name: 'c', codes: Int32Array.of(1, -1, 0, 0), levels: ['a', 'b'] },
    ],
    label: Float64Array.of(1, 0, 0, 1),
  })
})
