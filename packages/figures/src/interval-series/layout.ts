import { type ScaleBand, type ScaleLinear, scaleBand, scaleLinear } from 'd3-scale'
import type { Plot } from '../axis.ts'
import { domainWithRoom } from '../domain.ts'
import type { FigureSize } from '../figure.ts'
import { drawablePoints, type IntervalSeries, isJudged } from './types.ts'

export interface Layout {
  readonly width: number
  readonly height: number
  readonly plot: Plot
  /** By index of the partition. */
  readonly bands: ScaleBand<number>
  readonly values: ScaleLinear<number, number>
  /** True where single marks would touch: then lines and areas are drawn in their place. */
  readonly dense: boolean
}

/** @param headBottom where title, caption and legend end, in pixels from the top */
export function layOut(data: IntervalSeries, size: FigureSize, headBottom: number): Layout {
  const width = widthOf(size)
  const top = headBottom + 24
  const plot = { left: 62, right: width - 14, top, bottom: top + (size === 'wide' ? 230 : 200) }
  const bands = scaleBand<number>()
    .domain(data.partitions.map((_, index) => index))
    .range([plot.left, plot.right])
  const values = scaleLinear()
    .domain(domainWithRoom(numbersOf(data)))
    .nice()
    .range([plot.bottom, plot.top])
  const versions = data.contenders.filter(isJudged).length
  const dense = bands.bandwidth() < 9 * Math.max(1, versions)
  return { width, height: plot.bottom + 30, plot, bands, values, dense }
}

export function widthOf(size: FigureSize): number {
  return size === 'wide' ? 860 : 400
}

/** Middle of a partition's band. */
export function middleOf(layout: Layout, partition: number): number {
  return (layout.bands(partition) ?? layout.plot.left) + layout.bands.bandwidth() / 2
}

/** Where the version at `index` of `count` stands in a band, so that whiskers do not hide each other. */
export function dodge(layout: Layout, index: number, count: number): number {
  if (layout.dense || count < 2) return 0
  const step = Math.min(22, (layout.bands.bandwidth() * 0.7) / count)
  return (index - (count - 1) / 2) * step
}

function* numbersOf(data: IntervalSeries): Iterable<number> {
  for (const contender of data.contenders) {
    for (const { value, low, high } of drawablePoints(contender)) {
      yield value
      yield low ?? value
      yield high ?? value
    }
  }
}
