import { area, line } from 'd3-shape'
import { pointText } from '../interval-point.ts'
import { pointMark } from '../marks.ts'
import { type Child, type Markup, tag } from '../svg.ts'
import { colour, type FigureTheme, seriesPaint } from '../theme.ts'
import { dodge, type Layout, middleOf } from './layout.ts'
import { linePoints } from './line-points.ts'
import {
  type DrawablePoint,
  drawablePoints,
  type IntervalContender,
  type IntervalSeries,
  isJudged,
} from './types.ts'

/** Points with whiskers, or lines with bands where there are too many. Hollow: trained on. */
export function drawVersions(data: IntervalSeries, layout: Layout, theme: FigureTheme): Markup[] {
  const versions = data.contenders.filter(isJudged)
  return versions.map((contender, index) => {
    const ink = colour(seriesPaint(index), theme)
    if (layout.dense) return drawDense(contender, layout, index, ink)
    const shift = dodge(layout, index, versions.length)
    const xOf = (point: DrawablePoint) => middleOf(layout, point.partition) + shift
    const points = drawablePoints(contender)
    const marks = points.map((point) => {
      const x = xOf(point)
      const y = layout.values(point.value)
      const fill = point.counted ? ink : colour('surface', theme)
      const words = `${contender.name}, ${data.partitions[point.partition]}: ${pointText(contender.points[point.partition])}`
      return tag(
        'g',
        {},
        tag('title', {}, words),
        whisker(point, x, layout, ink),
        pointMark({ x, y, series: index, fill, stroke: ink }),
      )
    })
    return tag(
      'g',
      {},
      thread(points, xOf, layout, ink),
      marks,
      undefinedMarks(contender, layout, shift, ink),
    )
  })
}

function drawDense(
  contender: IntervalContender,
  layout: Layout,
  series: number,
  ink: string,
): Markup {
  const points = linePoints(contender, layout)
  const band = area<DrawablePoint | undefined>()
    .defined((point) => point?.low !== undefined && point.high !== undefined)
    .x((point) => middleOf(layout, point?.partition ?? 0))
    .y0((point) => layout.values(point?.low ?? 0))
    .y1((point) => layout.values(point?.high ?? 0))
    .digits(2)
  const middle = line<DrawablePoint | undefined>()
    .defined((point) => point !== undefined)
    .x((point) => middleOf(layout, point?.partition ?? 0))
    .y((point) => layout.values(point?.value ?? 0))
    .digits(2)
  const stroke = { stroke: ink, 'stroke-width': 1.5, 'stroke-linecap': 'round', fill: 'none' }
  return tag(
    'g',
    {},
    tag('path', { d: band(points) ?? '', fill: ink, 'fill-opacity': 0.2 }),
    tag('path', { d: middle(points) ?? '', ...stroke }),
    sparseMarks(contender, layout, series, ink),
  )
}

/** The shape of the series at every so many points, so that colour is not the only sign. */
function sparseMarks(
  contender: IntervalContender,
  layout: Layout,
  series: number,
  ink: string,
): Markup[] {
  const every = Math.max(1, Math.ceil(70 / Math.max(0.01, layout.bands.bandwidth())))
  // Shifted from series to series, so that the shapes of close lines do not cover each other.
  const offset = Math.floor(((series % 4) * every) / 4)
  return drawablePoints(contender)
    .filter(({ partition }) => partition % every === offset)
    .map(({ partition, value }) => {
      const place = { x: middleOf(layout, partition), y: layout.values(value) }
      return pointMark({ ...place, series, fill: ink, stroke: ink })
    })
}

function whisker(point: DrawablePoint, x: number, layout: Layout, ink: string): Child {
  if (point.low === undefined || point.high === undefined) return undefined
  const low = layout.values(point.low)
  const high = layout.values(point.high)
  const cap = 4
  const d = `M${x - cap},${low}h${2 * cap}M${x - cap},${high}h${2 * cap}M${x},${low}V${high}`
  return tag('path', { d: roundPath(d), stroke: ink, 'stroke-width': 1.5, fill: 'none' })
}

/** A thin line from point to point, to follow one contender through the partitions. */
function thread(
  points: readonly DrawablePoint[],
  xOf: (point: DrawablePoint) => number,
  layout: Layout,
  ink: string,
): Child {
  if (points.length < 2) return undefined
  const path = line<DrawablePoint>()
    .x(xOf)
    .y((point) => layout.values(point.value))
    .digits(2)
  return tag('path', { d: path(points) ?? '', stroke: ink, 'stroke-opacity': 0.35, fill: 'none' })
}

function undefinedMarks(
  contender: IntervalContender,
  layout: Layout,
  shift: number,
  ink: string,
): Markup[] {
  const drawn = new Set(drawablePoints(contender).map((point) => point.partition))
  return contender.points.flatMap((point, partition) => {
    if (point === undefined || drawn.has(partition)) return []
    const x = middleOf(layout, partition) + shift
    const place = { x, y: layout.plot.bottom - 4, 'text-anchor': 'middle', fill: ink }
    return [tag('text', place, tag('title', {}, `${contender.name}: ${pointText(point)}`), '×')]
  })
}

function roundPath(d: string): string {
  return d.replace(/-?\d+\.\d+(?:e-?\d+)?/g, (number) =>
    String(Math.round(Number(number) * 100) / 100),
  )
}
