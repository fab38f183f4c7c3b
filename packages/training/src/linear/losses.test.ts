import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Loss, logLoss, squaredLoss } from './losses.ts'

const margins = fc.double({ min: -20, max: 20, noNaN: true })
const answers = fc.constantFrom(0, 1)

test.each([
  ['log loss', logLoss],
  ['squared loss', squaredLoss],
])('slope and curvature of the %s are its differences', (_, loss) => {
  const step = 1e-5
  fc.assert(
    fc.property(margins, answers, (z, y) => {
      const [before, here, after] = [z - step, z, z + step].map((at) => evaluate(loss, at, y))
      const slope = ((after?.[0] ?? 0) - (before?.[0] ?? 0)) / (2 * step)
      const curvature = ((after?.[1] ?? 0) - (before?.[1] ?? 0)) / (2 * step)
      expect(here?.[1]).toBeCloseTo(slope, 4)
      expect(here?.[2]).toBeCloseTo(curvature, 4)
    }),
  )
})

test('the log loss keeps its digits where the answer is all but certain', () => {
  expect(evaluate(logLoss, 50, 1)[0]).toBeCloseTo(1.9287498479639178e-22, 36)
  expect(evaluate(logLoss, 50, 1)[1]).toBeCloseTo(-1.9287498479639178e-22, 36)
  expect(evaluate(logLoss, -1000, 1)).toEqual(Float64Array.of(1000, -1, 0))
  expect(evaluate(logLoss, 1000, 0)).toEqual(Float64Array.of(1000, 1, 0))
})

function evaluate(loss: Loss, z: number, y: number): Float64Array {
  const out = new Float64Array(3)
  loss.evaluate(z, y, out)
  return out
}
