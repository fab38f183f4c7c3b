import { normalCdf, normalQuantile } from './normal.ts'

/**
 * The shares of the bootstrap distribution between which the BCa interval lies; undefined when the
 * statistic is not finite without one of the spans, or the same in all resamples.
 *
 * The acceleration comes from the jackknife over spans of `length` positions. Source: B. Efron,
 * "Better bootstrap confidence intervals", JASA 82 (1987).
 */
export function bcaTails(
  sorted: Float64Array,
  statistic: (times: Float64Array) => number,
  { count, length }: { readonly count: number; readonly length: number },
  level: number,
): readonly [number, number] | undefined {
  const times = new Float64Array(count).fill(1)
  const observed = statistic(times)
  const left: number[] = []
  for (let from = 0; from < count; from += length) {
    times.fill(0, from, Math.min(from + length, count))
    left.push(statistic(times))
    times.fill(1, from, Math.min(from + length, count))
  }
  const bias = normalQuantile(shareBelow(sorted, observed))
  const acceleration = accelerationOf(left)
  if (!Number.isFinite(bias) || !Number.isFinite(acceleration)) return undefined
  const tail = (p: number) => {
    const z = bias + normalQuantile(p)
    return normalCdf(bias + z / (1 - acceleration * z))
  }
  return [tail((1 - level) / 2), tail((1 + level) / 2)]
}

/** Values equal to the observed one count half. */
function shareBelow(sorted: Float64Array, observed: number): number {
  let below = 0
  for (const value of sorted) {
    if (value < observed) below += 1
    else if (value === observed) below += 0.5
  }
  return below / sorted.length
}

/** A sixth of the skewness of the jackknife's values; 0 when they are equal. */
function accelerationOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  let squares = 0
  let cubes = 0
  for (const value of values) {
    const from = mean - value
    squares += from * from
    cubes += from * from * from
  }
  return squares === 0 ? 0 : cubes / (6 * squares * Math.sqrt(squares))
}
