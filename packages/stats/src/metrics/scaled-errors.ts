import { fault, findValueFault } from './faults.ts'
import { meanMetric, nonNegativeMeanInterval, rootMeanInterval } from './mean-metric.ts'
import type { Fault, Rows } from './types.ts'

/**
 * Mean absolute scaled error (R. Hyndman and A. Koehler, International Journal of Forecasting 22
 * (2006)): below 1 is better than the naive forecast was on the history. Student's t interval.
 */
export const mase = meanMetric({
  name: 'mase',
  title: 'Mean absolute scaled error',
  tasks: ['forecasting'],
  direction: 'lower',
  needs: 'value',
  definition:
    "Mean of the absolute error over the series' own scale, the mean absolute change over one " +
    'season of its history; over several series with equal horizons the mean of their values.',
  formula: 'sum w (|p - y| / scale) / sum w',
  range: '0 and up',
  undefinedWhen: 'a scale is not above 0 (a constant history), or no row has weight',
  interval: { kind: 'analytic', method: "Student's t", unit: 'rows', from: 100 },
  shape: 'single',
  reads: ['absoluteScales'],
  fill(into, { labels, predictions, columns: [scales] }, from, count) {
    for (let i = 0; i < count; i++) {
      const scale = scales?.[from + i] as number // the rows are in range
      const difference = (predictions[from + i] as number) - (labels[from + i] as number)
      into[i] = scale > 0 ? Math.abs(difference) / scale : Number.NaN
    }
  },
  findFault: findScaleFault,
  toInterval: nonNegativeMeanInterval,
})

/**
 * Root mean squared scaled error, as in the M5 competition, over all rows together: of several
 * series it is the root of the mean of their squares. The root of Student's t interval.
 */
export const rmsse = meanMetric({
  name: 'rmsse',
  title: 'Root mean squared scaled error',
  tasks: ['forecasting'],
  direction: 'lower',
  needs: 'value',
  definition:
    "Root of the mean of the squared error over the series' own scale, the mean squared change " +
    'over one season of its history; several series are taken together under the root.',
  formula: 'sqrt(sum w ((p - y)^2 / scale) / sum w)',
  range: '0 and up',
  undefinedWhen: 'a scale is not above 0 (a constant history), or no row has weight',
  interval: {
    kind: 'analytic',
    method: "Student's t of the mean square, root taken",
    unit: 'rows',
    from: 600,
  },
  shape: 'single',
  reads: ['squaredScales'],
  fill(into, { labels, predictions, columns: [scales] }, from, count) {
    for (let i = 0; i < count; i++) {
      const scale = scales?.[from + i] as number // the rows are in range
      const difference = (predictions[from + i] as number) - (labels[from + i] as number)
      into[i] = scale > 0 ? (difference * difference) / scale : Number.NaN
    }
  },
  findFault: findScaleFault,
  toValue: Math.sqrt,
  toInterval: rootMeanInterval,
})

function findScaleFault({ labels, predictions, columns }: Rows, row: number): Fault | undefined {
  const scale = columns[0]?.[row] as number // the row is in range
  if (!(scale > 0 && scale < Number.POSITIVE_INFINITY)) {
    return fault('invalid-column', 'scale', scale, 'a finite number above 0')
  }
  return findValueFault(labels[row] as number, predictions[row] as number)
}

/**
 * What errors of forecasts are scaled by: the mean absolute and the mean squared change over one
 * season of the history that was known before. NaN without a change to look at.
 *
 * @throws RangeError unless the season is a whole number of at least 1
 * @example naiveScales(Float64Array.of(1, 3, 2)) // { absolute: 1.5, squared: 2.5 }
 */
export function naiveScales(
  history: Float64Array,
  season = 1,
): { readonly absolute: number; readonly squared: number } {
  if (!Number.isSafeInteger(season) || season < 1) {
    throw new RangeError(`The season is ${season}; give the number of points in one, 1 for none.`)
  }
  const count = history.length - season
  let absolute = 0
  let squared = 0
  for (let i = season; i < history.length; i++) {
    const change = (history[i] as number) - (history[i - season] as number) // in range
    absolute += Math.abs(change)
    squared += change * change
  }
  if (count < 1) return { absolute: Number.NaN, squared: Number.NaN }
  return { absolute: absolute / count, squared: squared / count }
}
