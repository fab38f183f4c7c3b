import { expect, test } from 'vitest'
import { aModelOf } from '../ir/testing/one-step.ts'
import { findCutPoints } from './cut-points.ts'

const inAndOut = { in: 'row', out: 'margins' } as const

test('the edges of bins are cut points of the features they come from', () => {
  const { program, coefficients } = aModelOf(
    3,
    {
      ...{ op: 'bin@1', ...inAndOut, columns: [2, 0] },
      ...{ offsets: 'offsets', edges: 'edges', upperEdge: 'inside' },
    },
    { offsets: Int32Array.of(0, 2, 3), edges: Float64Array.of(1, 4, 9) },
  )
  const found = findCutPoints(program, coefficients, 3)
  expect(found.map(({ thresholds }) => thresholds)).toEqual([[9], [], [1, 4]])
})

test('beside a border of floats lie other floats', () => {
  const { program, coefficients } = aModelOf(
    1,
    {
      ...{ op: 'obliviousEnsemble@1', ...inAndOut, slots: 1, offsets: 'o', features: 'f' },
      ...{ borders: 'b', missing: 'm', leafValues: 'l' },
    },
    {
      o: Int32Array.of(0, 1),
      f: Int32Array.of(0),
      b: Float32Array.of(1),
      m: Uint8Array.of(0),
      l: Float64Array.of(1, 2),
    },
  )
  const [found] = findCutPoints(program, coefficients, 1)
  expect(found?.thresholds).toEqual([1 - 2 ** -24, 1, 1 + 2 ** -23])
})
