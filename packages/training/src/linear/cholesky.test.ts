import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSymmetric, factorise, rowStart, solveFactorised } from './cholesky.ts'

test('solves what a positive definite matrix was multiplied with', () => {
  const entries = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
    minLength: 36,
    maxLength: 36,
  })
  fc.assert(
    fc.property(entries, (values) => {
      const matrix = createSymmetric(6)
      const at = (i: number, j: number) => values[i * 6 + j] ?? 0
      for (let i = 0; i < 6; i++) {
        for (let j = 0; j <= i; j++) {
          // A Aᵀ + the identity.
          let sum = i === j ? 1 : 0
          for (let k = 0; k < 6; k++) sum += at(i, k) * at(j, k)
          matrix.data[rowStart(i) + j] = sum
        }
      }
      const x = Float64Array.of(1, -2, 3, 0.5, -0.25, 4)
      const b = multiply(matrix, x)
      expect(factorise(matrix)).toBe(true)
      const solved = solveFactorised(matrix, b)
      for (const [i, value] of x.entries()) expect(solved[i]).toBeCloseTo(value, 9)
    }),
    { numRuns: 50 },
  )
})

test.each([
  ['singular', [1, 1, 1]],
  ['indefinite', [1, 2, 1]],
  ['no number', [Number.NaN, 0, 1]],
])('does not factorise a matrix that is %s', (_, data) => {
  expect(factorise({ size: 2, data: Float64Array.from(data) })).toBe(false)
})

function multiply(
  { size, data }: { readonly size: number; readonly data: Float64Array },
  x: Float64Array,
): Float64Array {
  return x.map((_, i) => {
    let sum = 0
    for (let j = 0; j < size; j++) {
      sum += (data[rowStart(Math.max(i, j)) + Math.min(i, j)] ?? 0) * (x[j] ?? 0)
    }
    return sum
  })
}
