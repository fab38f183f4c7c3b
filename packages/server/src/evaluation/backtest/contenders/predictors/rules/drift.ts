import type { SeriesPoints } from '../types.ts'

/**
 * The line through the first and the latest label of the series, carried on: y_T + (t - T) * (y_T - y_1)
 * / (T - t_1). Of rows at equal distances it is the drift method of Hyndman and Athanasopoulos,
 * "Forecasting: Principles and Practice", section 5.2. A series of one point stays where it is.
 */
export function drift({ times, labels }: SeriesPoints, time: number): number {
  const [first = Number.NaN, last = Number.NaN] = [times.at(0), times.at(-1)]
  const [start = Number.NaN, end = Number.NaN] = [labels.at(0), labels.at(-1)]
  if (first === last) return end
  return end + (time - last) * ((end - start) / (last - first))
}
