import { log, ulpDistanceFloat32 } from '@ratchet-ml/stats'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { libcLog } from './libc-log.ts'

// Answers of glibc 2.36; the last six are not the nearest floats.
test.each([
  [0.9999998807907104, -1.1920928955078125e-7],
  [1.0, 0.0],
  [2.0, 0.6931471824645996],
  [0.5, -0.6931471824645996],
  [1.401298464324817e-45, -103.2789306640625],
  [9.99994610111476e-41, -92.10340881347656],
  [1.1754943508222875e-38, -87.3365478515625],
  [3.3999999521443642e38, 88.72200775146484],
  [0.699999988079071, -0.3566749691963196],
  [1.0103638172149658, 0.010310481302440166],
  [1.0326738357543945, 0.032151393592357635],
  [1.217369556427002, 0.19669242203235626],
  [0.9118781089782715, -0.09224894642829895],
  [0.7904922962188721, -0.23509936034679413],
  [1.587016224861145, 0.4618556499481201],
  [1.0292433500289917, 0.028823919594287872],
])('logf(%d) is %d', (x, expected) => {
  expect(libcLog(x)).toBe(expected)
})

test('is never further than one unit in the last place from the logarithm', () => {
  const float = fc.float({ min: 0, minExcluded: true, noNaN: true, noDefaultInfinity: true })
  fc.assert(
    fc.property(float, (x) => {
      expect(ulpDistanceFloat32(libcLog(x), Math.fround(log(x)))).toBeLessThanOrEqual(1)
    }),
    { seed: 9, numRuns: 2000 },
  )
})
