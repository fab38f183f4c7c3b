import { drawableInterval, type IntervalPoint, isDrawable } from '../interval-point.ts'
import type { Look } from '../theme.ts'

/** A group of rows, and every contender's metric on it. */
export interface SliceRow {
  /** Such as `carrier=AA`. */
  readonly slice: string
  readonly rows: number
  /** One for each contender, in their order; `undefined` where there was none. */
  readonly points: readonly (IntervalPoint | undefined)[]
}

export interface SliceContender extends Look {
  readonly name: string
  readonly kind: 'version' | 'recipe' | 'baseline'
  /** Its value over all rows; that of the subject gets a line. */
  readonly overall?: number | undefined
}

/** A metric by slice, of several contenders on the same rows. */
export interface SliceDots {
  /** Such as `Log loss by slice`. */
  readonly title: string
  readonly metric: { readonly title: string; readonly direction: 'higher' | 'lower' }
  /** Level of the intervals as a share, such as 0.95. */
  readonly level: number
  readonly contenders: readonly SliceContender[]
  /** Which contender the slices are ordered by: its place, 0 unless told. */
  readonly subject?: number | undefined
  readonly slices: readonly SliceRow[]
}

/** Where slices are more than this, the worst are drawn. */
export const mostSlices = 24

/** The worst of the subject first; where it has no value, last. Ties stay in their order. */
export function worstFirst({ slices, metric, subject = 0 }: SliceDots): readonly SliceRow[] {
  const sign = metric.direction === 'higher' ? 1 : -1
  const keyed = slices.map((slice) => {
    const value = drawableValue(slice.points[subject])?.value
    return { slice, key: value === undefined ? Number.POSITIVE_INFINITY : sign * value }
  })
  return keyed.sort((a, b) => compare(a.key, b.key)).map(({ slice }) => slice)
}

/** The numbers of a point that can be drawn. */
export function drawableValue(point: IntervalPoint | undefined) {
  if (point?.kind !== 'value' || !isDrawable(point.value)) return undefined
  const [low, high] = drawableInterval(point) ?? []
  return { value: point.value, low, high, counted: point.counted }
}

/** Two infinities are equal, and their difference no number. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1
}
