import { expm1, ulpDistanceFloat32 } from '@ratchet-ml/stats'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { libcExpm1 } from './libc-expm1.ts'

// Answers of glibc 2.36; the last six are not the nearest floats.
test.each([
  [-0.0, -0.0],
  [-1.401298464324817e-45, -1.401298464324817e-45],
  [-9.999999974752427e-7, -9.999995427278918e-7],
  [-0.3465735912322998, -0.2928932309150696],
  [-0.3499999940395355, -0.29531189799308777],
  [-1.0397000312805176, -0.6464393138885498],
  [-1.0399999618530273, -0.6465452909469604],
  [-2.0, -0.8646647334098816],
  [-10.0, -0.9999545812606812],
  [-18.0, -1.0],
  [-19.0, -1.0],
  [-40.0, -1.0],
  [-2.0668089389801025, -0.8734109401702881],
  [-2.227804660797119, -0.892235279083252],
  [-1.3734620809555054, -0.7467712163925171],
  [-2.300696849822998, -0.8998110294342041],
  [-0.4895455539226532, -0.3870951533317566],
  [-1.839938759803772, -0.8411728143692017],
])('expm1f(%d) is %d', (x, expected) => {
  expect(libcExpm1(x)).toBe(expected)
})

test('is never further than one unit in the last place from exp(x) - 1', () => {
  fc.assert(
    fc.property(fc.float({ min: -30, max: 0, noNaN: true }), (x) => {
      expect(ulpDistanceFloat32(libcExpm1(x), Math.fround(expm1(x)))).toBeLessThanOrEqual(1)
    }),
    { seed: 9, numRuns: 2000 },
  )
})
