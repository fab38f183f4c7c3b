/** A metric on one partition, or why there is none. */
export type IntervalPoint =
  | {
      readonly kind: 'value'
      readonly value: number
      readonly low?: number | undefined
      readonly high?: number | undefined
      /** False where the contender was trained on these rows, so that they are no evidence. */
      readonly counted: boolean
    }
  | { readonly kind: 'undefined'; readonly reason: string; readonly counted: boolean }

export interface IntervalContender {
  readonly name: string
  readonly kind: 'version' | 'baseline'
  /** One for each partition, in their order; `undefined` where there was none. */
  readonly points: readonly (IntervalPoint | undefined)[]
}

/** A metric of several contenders, partition by partition. */
export interface IntervalSeries {
  /** Such as `Log loss by month`. */
  readonly title: string
  readonly metric: { readonly title: string; readonly direction: 'higher' | 'lower' }
  /** Level of the intervals as a share, such as 0.95. */
  readonly level: number
  readonly partitions: readonly string[]
  readonly contenders: readonly IntervalContender[]
}

/** A point that can be drawn. */
export interface DrawablePoint {
  readonly partition: number
  readonly value: number
  readonly low: number | undefined
  readonly high: number | undefined
  readonly counted: boolean
}

/** The points that have a finite value; an interval counts only with both ends finite. */
export function drawablePoints(contender: IntervalContender): readonly DrawablePoint[] {
  return contender.points.flatMap((point, partition) => {
    if (point?.kind !== 'value' || !isDrawable(point.value)) return []
    const whole = isDrawable(point.low) && isDrawable(point.high)
    const low = whole ? point.low : undefined
    const high = whole ? point.high : undefined
    return [{ partition, value: point.value, low, high, counted: point.counted }]
  })
}

/** Finite, and so far from the largest double that a range of such values has a finite length. */
export function isDrawable(value: number | undefined): boolean {
  return value !== undefined && Math.abs(value) <= 1e100
}
