import { log1p, ulpDistanceFloat32 } from '@ratchet-ml/stats'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { libcLog1p } from './libc-log1p.ts'

// Answers of glibc 2.36; the last six are not the nearest floats.
test.each([
  [0.0, 0.0],
  [1.401298464324817e-45, 1.401298464324817e-45],
  [9.999999682655225e-21, 9.999999682655225e-21],
  [9.999999717180685e-10, 9.999999717180685e-10],
  [9.999999974752427e-7, 9.999995427278918e-7],
  [0.41421353816986084, 0.3465735912322998],
  [0.4142135679721832, 0.3465735912322998],
  [1.0, 0.6931471824645996],
  [3.0, 1.3862943649291992],
  [7.000000953674316, 2.079441547393799],
  [10000000000.0, 23.025850296020508],
  [3.3999999521443642e38, 88.72200775146484],
  [0.35200390219688416, 0.30158787965774536],
  [1.577663779258728, 0.9468834400177002],
  [1.3548840284347534, 0.8564914464950562],
  [1.4735774993896484, 0.9056655168533325],
  [0.3941175937652588, 0.33226168155670166],
  [1.5526201725006104, 0.9371203184127808],
])('log1pf(%d) is %d', (x, expected) => {
  expect(libcLog1p(x)).toBe(expected)
})

test('is never further than one unit in the last place from log1p', () => {
  fc.assert(
    fc.property(fc.float({ min: 0, noNaN: true, noDefaultInfinity: true }), (x) => {
      expect(ulpDistanceFloat32(libcLog1p(x), Math.fround(log1p(x)))).toBeLessThanOrEqual(1)
    }),
    { seed: 9, numRuns: 2000 },
  )
})
