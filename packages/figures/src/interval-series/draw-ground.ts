import { line } from 'd3-shape'
import { baselineDash } from '../marks.ts'
import { type Markup, tag } from '../svg.ts'
import { shorten } from '../text-width.ts'
import { colour, type FigureTheme } from '../theme.ts'
import { type Layout, middleOf } from './layout.ts'
import { type DrawablePoint, drawablePoints, type IntervalSeries } from './types.ts'

/** Baselines as dashed lines in a muted colour; a lone point gets a short line. */
export function drawBaselines(data: IntervalSeries, layout: Layout, theme: FigureTheme): Markup[] {
  const baselines = data.contenders.filter((contender) => contender.kind === 'baseline')
  const half = Math.min(30, layout.bands.bandwidth() / 2)
  return baselines.map((contender, index) => {
    const drawn = new Map(drawablePoints(contender).map((point) => [point.partition, point]))
    const alone = drawn.size === 1
    const path = line<DrawablePoint | undefined>()
      .defined((point) => point !== undefined)
      .x((point) => middleOf(layout, point?.partition ?? 0))
      .y((point) => layout.values(point?.value ?? 0))
      .digits(2)
    const d = alone
      ? [...drawn.values()].map((point) => stub(layout, point, half)).join('')
      : (path(contender.points.map((_, partition) => drawn.get(partition))) ?? '')
    return tag('path', {
      d,
      stroke: colour('baseline', theme),
      'stroke-width': 1.5,
      'stroke-dasharray': baselineDash(index),
      'stroke-linecap': 'butt',
      fill: 'none',
    })
  })
}

/** The partitions that some contender was trained on: hatched, and said so above the plot. */
export function drawTrainedOn(
  data: IntervalSeries,
  layout: Layout,
  hatch: string,
  theme: FigureTheme,
): Markup[] {
  const { plot } = layout
  const runs = trainedRuns(data)
  return runs.flatMap(({ first, last }, index) => {
    const x = layout.bands(first) ?? plot.left
    const width = (layout.bands(last) ?? plot.left) + layout.bands.bandwidth() - x
    const box = { x, y: plot.top, width, height: plot.bottom - plot.top, fill: `url(#${hatch})` }
    const next = runs[index + 1]
    const room = (next === undefined ? plot.right : (layout.bands(next.first) ?? x)) - x
    const label = room < 30 ? '' : shorten('trained on, not counted', room - 8)
    const place = { x, y: plot.top - 7, fill: colour('muted', theme), 'font-style': 'italic' }
    return [tag('rect', box), tag('text', place, label)]
  })
}

/** Runs of neighbouring partitions, so that a year of training is one box and not twelve. */
function trainedRuns(data: IntervalSeries): { first: number; last: number }[] {
  const runs: { first: number; last: number }[] = []
  for (const index of data.partitions.keys()) {
    const trained = data.contenders.some(
      ({ kind, points }) => kind === 'version' && points[index]?.counted === false,
    )
    if (!trained) continue
    const run = runs.at(-1)
    if (run !== undefined && run.last === index - 1) run.last = index
    else runs.push({ first: index, last: index })
  }
  return runs
}

function stub(layout: Layout, point: DrawablePoint, half: number): string {
  const x = Math.round((middleOf(layout, point.partition) - half) * 100) / 100
  const y = Math.round(layout.values(point.value) * 100) / 100
  return `M${x},${y}h${Math.round(2 * half * 100) / 100}`
}
