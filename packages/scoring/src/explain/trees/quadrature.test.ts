import { expect, test } from 'vitest'
import { gaussLegendre } from './quadrature.ts'

test.each([1, 2, 3, 4, 7, 20, 101])('%i points integrate every power that they should', (size) => {
  const { points, weights } = gaussLegendre(size)
  expect([...points]).toEqual([...points].sort((a, b) => a - b))
  for (let power = 0; power < 2 * size; power++) {
    const integral = points.reduce((sum, t, q) => sum + (weights[q] as number) * t ** power, 0)
    expect(Math.abs(integral * (power + 1) - 1)).toBeLessThan(1e-12)
  }
})

test('one power more is not integrated: the rule is no finer than it says', () => {
  const { points, weights } = gaussLegendre(3)
  const integral = points.reduce((sum, t, q) => sum + (weights[q] as number) * t ** 6, 0)
  expect(Math.abs(integral * 7 - 1)).toBeGreaterThan(1e-4)
})
