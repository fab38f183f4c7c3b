import { isFloat32, ulpDistanceFloat32 } from '@ratchet-ml/stats'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { complementOf, toLinkFunction } from './links.ts'
import type { Link } from './types.ts'

function link(kind: Link['kind'], margins: readonly number[]): number[] {
  const data = Float64Array.from(margins)
  const out = new Float64Array(margins.length)
  // All kinds asked for here take no parameter.
  toLinkFunction({ kind } as Link)({ data, start: 0, width: margins.length }, out, 0)
  return [...out]
}

const margin = fc.float({ noNaN: true, min: -80, max: 80 })

test('float shares are floats, and a softmax of them adds up to 1', () => {
  fc.assert(
    fc.property(fc.array(margin, { minLength: 3, maxLength: 3 }), (margins) => {
      const shares = link('softmaxFloat', margins)
      expect([...shares, ...link('sigmoidFloat', margins)].every(isFloat32)).toBe(true)
      expect(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1)).toBeLessThan(1e-6)
    }),
    { seed: 5 },
  )
})

test.each<[Link['kind'], number[], number[]]>([
  ['sigmoidFloat', [0, -1000, 1000, Number.NaN], [0.5, 3.006635794144578e-39, 1, Number.NaN]],
  ['isPositive', [-1, -0, 0, 1e-45, Number.NaN], [0, 0, 0, 1, 0]],
  ['softmaxNonzero', [0, Math.log(3)], [0, 1]],
  ['softmaxNonzero', [0, 0], [0.5, 0.5]],
  ['ascending', [3, -0, 0, -1], [-1, -0, 0, 3]],
  ['expectilesFloat', [2, -200, 100], [2, 2.0000009536743164, 102]],
  ['softmaxFloat', [0, Number.NEGATIVE_INFINITY], [1, 0]],
])('%s of %j is %j', (kind, margins, expected) => {
  link(kind, margins).forEach((value, i) => {
    const want = Math.fround(expected[i] as number)
    if (!Object.is(value, want)) expect(ulpDistanceFloat32(value, want)).toBeLessThanOrEqual(1)
  })
})

test('the other side of a float share is a float', () => {
  const share = Math.fround(1e-9)
  expect(complementOf({ kind: 'sigmoidFloat' }, share)).toBe(1)
  expect(complementOf({ kind: 'sigmoid', alpha: 1 }, share)).toBe(1 - share)
})
