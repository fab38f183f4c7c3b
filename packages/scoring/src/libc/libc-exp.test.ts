import { exp, ulpDistanceFloat32 } from '@ratchet-ml/stats'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { libcExp } from './libc-exp.ts'

// Answers of glibc 2.36; the last six are not the nearest floats.
test.each([
  [0.0, 1.0],
  [-0.0, 1.0],
  [1.0, 2.7182817459106445],
  [-1.0, 0.3678794503211975],
  [88.72283172607422, 3.402798519021476e38],
  [89.0, Number.POSITIVE_INFINITY],
  [-87.4000015258789, 1.1032187391487278e-38],
  [-103.97000122070312, 1.401298464324817e-45],
  [-104.0, 0.0],
  [0.5, 1.6487212181091309],
  [2.4844696521759033, 11.994757652282715],
  [2.5617685317993164, 12.958715438842773],
  [0.6631942987442017, 1.9409825801849365],
  [3.200392961502075, 24.542173385620117],
  [4.132403373718262, 62.32754135131836],
  [-1.198650598526001, 0.30160093307495117],
])('expf(%d) is %d', (x, expected) => {
  expect(libcExp(x)).toBe(expected)
})

test('is never further than one unit in the last place from exp', () => {
  fc.assert(
    fc.property(fc.float({ min: -100, max: 88, noNaN: true }), (x) => {
      expect(ulpDistanceFloat32(libcExp(x), Math.fround(exp(x)))).toBeLessThanOrEqual(1)
    }),
    { seed: 9, numRuns: 2000 },
  )
})
