import type { ScaleLinear } from 'd3-scale'
import type { Plot } from '../axis.ts'
import { type Markup, tag } from '../svg.ts'
import { colour, type FigureTheme, seriesPaint } from '../theme.ts'
import { drawableBins, type ReliabilitySeries } from './types.ts'

/** A bar for each bin, as high as its share of the fullest one; series stand side by side. */
export function drawHistogram(
  series: readonly ReliabilitySeries[],
  x: ScaleLinear<number, number>,
  plot: Plot,
  theme: FigureTheme,
): Markup {
  const bins = series.map(drawableBins)
  const fullest = bins.flat().reduce((most, { n }) => Math.max(most, n), 1)
  const most = Math.max(1, ...bins.map((one) => one.length))
  const width = Math.max(1, Math.min(8, (plot.right - plot.left) / most / (series.length + 1)))
  const bars = bins.flatMap((one, index) =>
    one.map(({ predicted, n }) => {
      const height = ((plot.bottom - plot.top) * n) / fullest
      const left = x(predicted) + (index - series.length / 2) * width
      const fill = colour(seriesPaint(series[index]?.series ?? index), theme)
      const place = { x: left, y: plot.bottom - height, width, height }
      return tag('rect', { ...place, fill, 'fill-opacity': 0.7 })
    }),
  )
  const base = { x1: plot.left, x2: plot.right, y1: plot.bottom, y2: plot.bottom }
  return tag(
    'g',
    { 'aria-hidden': 'true' },
    bars,
    tag('line', { ...base, stroke: colour('muted', theme) }),
    tag(
      'text',
      { x: plot.left - 8, y: plot.bottom, 'text-anchor': 'end', fill: colour('muted', theme) },
      'rows',
    ),
  )
}
