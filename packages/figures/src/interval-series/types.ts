import { drawableInterval, type IntervalPoint, isDrawable } from '../interval-point.ts'

export interface IntervalContender {
  readonly name: string
  /** Recipes are drawn as versions are: both are what is judged, baselines what they are held against. */
  readonly kind: 'version' | 'recipe' | 'baseline'
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

/** Whether a contender is drawn with a colour and a shape of its own. */
export function isJudged(contender: IntervalContender): boolean {
  return contender.kind !== 'baseline'
}

/** The points that have a finite value; an interval counts only with both ends finite. */
export function drawablePoints(contender: IntervalContender): readonly DrawablePoint[] {
  return contender.points.flatMap((point, partition) => {
    if (point?.kind !== 'value' || !isDrawable(point.value)) return []
    const [low, high] = drawableInterval(point) ?? []
    return [{ partition, value: point.value, low, high, counted: point.counted }]
  })
}
