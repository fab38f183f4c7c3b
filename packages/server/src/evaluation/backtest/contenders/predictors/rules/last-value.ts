import type { SeriesPoints } from '../types.ts'

/** The latest label of the series. */
export function lastValue({ labels }: SeriesPoints): number {
  return labels.at(-1) ?? Number.NaN
}
