import type { Layout } from './layout.ts'
import { type DrawablePoint, drawablePoints, type IntervalContender } from './types.ts'

/**
 * What a line is drawn through: every partition, or of very many the least and the greatest value in
 * every three pixels. A partition without a value is a gap unless its neighbours fill it.
 */
export function linePoints(
  contender: IntervalContender,
  layout: Layout,
): readonly (DrawablePoint | undefined)[] {
  const drawn = new Map(drawablePoints(contender).map((point) => [point.partition, point]))
  const partitions = contender.points.length
  const buckets = Math.floor((layout.plot.right - layout.plot.left) / 3)
  if (partitions <= 2 * buckets) return contender.points.map((_, partition) => drawn.get(partition))
  const kept: (DrawablePoint | undefined)[] = []
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const first = Math.floor((bucket * partitions) / buckets)
    const next = Math.floor(((bucket + 1) * partitions) / buckets)
    kept.push(...extremesWithin(drawn, first, next))
  }
  return kept
}

function extremesWithin(
  drawn: ReadonlyMap<number, DrawablePoint>,
  first: number,
  next: number,
): readonly (DrawablePoint | undefined)[] {
  let least: DrawablePoint | undefined
  let greatest: DrawablePoint | undefined
  for (let partition = first; partition < next; partition += 1) {
    const point = drawn.get(partition)
    if (point === undefined) continue
    if (least === undefined || point.value < least.value) least = point
    if (greatest === undefined || point.value > greatest.value) greatest = point
  }
  if (least === greatest) return [least]
  const [a, b] = [least, greatest]
  return (a?.partition ?? 0) < (b?.partition ?? 0) ? [a, b] : [b, a]
}
