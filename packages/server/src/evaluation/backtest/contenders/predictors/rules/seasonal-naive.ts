import type { SeriesPoints } from '../types.ts'

/**
 * The label of the series as it was whole seasons before: as few as lead back to what is known. Where
 * the series has no label at that very time, the latest before it counts; before its first label
 * nothing was, so its latest label is said.
 *
 * @param season microseconds
 * @param toClock by which clock seasons are counted: local, so that noon stays noon when clocks change
 */
export function seasonalNaive(season: number, toClock: (time: number) => number) {
  const clocks = new WeakMap<SeriesPoints, Float64Array>()
  const clockOf = (points: SeriesPoints) => {
    const known = clocks.get(points) ?? points.times.map((time) => toClock(time))
    clocks.set(points, known)
    return known
  }
  return (points: SeriesPoints, time: number): number => {
    const known = clockOf(points)
    const latest = known.at(-1) ?? Number.NaN
    const local = toClock(time)
    const seasons = Math.max(1, Math.ceil((local - latest) / season))
    const place = latestAt(known, local - seasons * season)
    return points.labels[place < 0 ? points.labels.length - 1 : place] ?? Number.NaN
  }
}

/** Place of the last of ascending times that is not after `time`; -1 when all are. */
function latestAt(times: Float64Array, time: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((times[middle] ?? Number.NaN) <= time) low = middle + 1
    else high = middle
  }
  return low - 1
}
