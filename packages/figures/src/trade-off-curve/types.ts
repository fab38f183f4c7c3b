import { isShare } from '../square-layout.ts'
import type { Look } from '../theme.ts'

/** A point of a curve: for ROC share of false positives and of true ones; else recall and precision. */
export type CurvePoint = readonly [number, number]

export interface CurveSeries extends Look {
  readonly name: string
  /** In any order. */
  readonly points: readonly CurvePoint[]
}

/** What is gained for what is given up as the threshold moves, of several contenders. */
export interface TradeOffCurve {
  readonly kind: 'roc' | 'precision-recall'
  readonly title: string
  readonly series: readonly CurveSeries[]
  /** Share of positives: what guessing reaches in precision. */
  readonly baseRate?: number | undefined
}

/** More points than pixels are no better picture. */
const mostPoints = 200

/** The points that are shares, from left to right; of more than 200 the first, the last and those between. */
export function drawableCurve(series: CurveSeries): readonly CurvePoint[] {
  const points = series.points
    .filter(([x, y]) => isShare(x) && isShare(y))
    .sort((a, b) => a[0] - b[0] || a[1] - b[1])
  if (points.length <= mostPoints) return points
  const step = (points.length - 1) / (mostPoints - 1)
  return Array.from(
    { length: mostPoints },
    (_, index) => points[Math.round(index * step)] ?? [0, 0],
  )
}

/** Height of a curve at `x`, straight between its points; `undefined` outside of them. */
export function heightAt(points: readonly CurvePoint[], x: number): number | undefined {
  const after = points.findIndex((point) => point[0] >= x)
  const next = points[after]
  if (next === undefined) return undefined
  if (next[0] === x) return points.findLast((point) => point[0] === x)?.[1]
  const before = points[after - 1]
  if (before === undefined) return undefined
  return before[1] + ((next[1] - before[1]) * (x - before[0])) / (next[0] - before[0])
}
