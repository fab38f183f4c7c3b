import { line } from 'd3-shape'
import { uncountedText } from '../interval-point.ts'
import { baselineDash } from '../marks.ts'
import { type Markup, tag } from '../svg.ts'
import { shorten } from '../text-width.ts'
import { colour, type FigureTheme } from '../theme.ts'
import { type Layout, middleOf } from './layout.ts'
import { linePoints } from './line-points.ts'
import { type DrawablePoint, type IntervalSeries, isJudged } from './types.ts'

/** Baselines as dashed lines in a muted colour; a lone point gets a short line. */
export function drawBaselines(data: IntervalSeries, layout: Layout, theme: FigureTheme): Markup[] {
  const baselines = data.contenders.filter((contender) => contender.kind === 'baseline')
  const half = Math.min(30, layout.bands.bandwidth() / 2)
  return baselines.map((contender, index) => {
    const points = linePoints(contender, layout)
    const drawn = points.filter((point) => point !== undefined)
    const path = line<DrawablePoint | undefined>()
      .defined((point) => point !== undefined)
      .x((point) => middleOf(layout, point?.partition ?? 0))
      .y((point) => layout.values(point?.value ?? 0))
      .digits(2)
    const d =
      drawn.length === 1
        ? drawn.map((point) => stub(layout, point, half)).join('')
        : (path(points) ?? '')
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

/** The partitions that are no evidence about some contender: hatched, and said why above the plot. */
export function drawUncounted(
  data: IntervalSeries,
  layout: Layout,
  hatch: string,
  theme: FigureTheme,
): Markup[] {
  const { plot } = layout
  const runs = uncountedRuns(data)
  return runs.flatMap(({ first, last, why }, index) => {
    const x = layout.bands(first) ?? plot.left
    const width = (layout.bands(last) ?? plot.left) + layout.bands.bandwidth() - x
    const box = { x, y: plot.top, width, height: plot.bottom - plot.top, fill: `url(#${hatch})` }
    const next = runs[index + 1]
    const room = (next === undefined ? plot.right : (layout.bands(next.first) ?? x)) - x
    const label = room < 30 ? '' : shorten(why, room - 8)
    const place = { x, y: plot.top - 7, fill: colour('muted', theme), 'font-style': 'italic' }
    return [tag('rect', box), tag('text', place, label)]
  })
}

interface Run {
  readonly first: number
  readonly last: number
  readonly why: string
}

/** Runs of neighbouring partitions, so that a year of training is one box and not twelve. */
function uncountedRuns(data: IntervalSeries): readonly Run[] {
  const runs: Run[] = []
  for (const index of data.partitions.keys()) {
    const why = whyUncounted(data, index)
    if (why === undefined) continue
    const run = runs.at(-1)
    if (run?.last !== index - 1) runs.push({ first: index, last: index, why })
    else runs[runs.length - 1] = { ...run, last: index, why: run.why === why ? why : unlike }
  }
  return runs
}

const unlike = 'not counted'

/** Why a partition does not count for every version and recipe; `undefined` where it does. */
function whyUncounted(data: IntervalSeries, partition: number): string | undefined {
  const reasons = new Set<string>()
  for (const contender of data.contenders) {
    const point = contender.points[partition]
    if (isJudged(contender) && point?.counted === false) reasons.add(uncountedText(point))
  }
  return reasons.size > 1 ? unlike : [...reasons][0]
}

function stub(layout: Layout, point: DrawablePoint, half: number): string {
  const x = Math.round((middleOf(layout, point.partition) - half) * 100) / 100
  const y = Math.round(layout.values(point.value) * 100) / 100
  return `M${x},${y}h${Math.round(2 * half * 100) / 100}`
}
