import { studentTQuantile } from '../../intervals/student-t.ts'
import type { Finding } from '../define-metric.ts'
import type { ConfusionTable } from './confusion-tally.ts'

/** The weighted mean of a number that each cell has, with Student's t interval. */
export function meanOfCellsInterval(
  { weights, squares, total, effectiveN }: ConfusionTable,
  values: Float64Array,
  level: number,
  n: number,
): Finding {
  let sum = 0
  weights.forEach((weight, cell) => {
    sum += weight * (values[cell] as number) // equally long
  })
  const value = sum / total
  let spread = 0
  squares.forEach((square, cell) => {
    const from = (values[cell] as number) - value
    spread += square * from * from
  })
  if (n < 2 || spread === 0) return { value, support: effectiveN }
  const half =
    (-studentTQuantile((1 - level) / 2, n - 1) * Math.sqrt((spread * n) / (n - 1))) / total
  const interval = { low: value - half, high: value + half, level, method: 'student-t' } as const
  return { value, support: effectiveN, interval }
}
