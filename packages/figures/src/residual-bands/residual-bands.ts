import { type ScaleLinear, scaleLinear } from 'd3-scale'
import { area, line } from 'd3-shape'
import { axisTitles, emptyNote, valueAxis, valueAxisBelow } from '../axis.ts'
import { domainWithRoom } from '../domain.ts'
import type { Figure, FigureOptions } from '../figure.ts'
import { headHeight, svgDocument } from '../frame.ts'
import { type LegendEntry, legend } from '../legend.ts'
import { pointMark } from '../marks.ts'
import { type Markup, tag } from '../svg.ts'
import { colour, type FigureTheme } from '../theme.ts'
import { type DrawableResidual, drawableResiduals, type ResidualBands } from './types.ts'
import { caption, summaryOf, tableOf } from './words.ts'

/** Where the residuals of one contender lie, by what it predicted: quantile bands, median and mean. */
export function residualBands(data: ResidualBands, options: FigureOptions): Figure {
  const theme = options.theme ?? 'variables'
  const width = options.size === 'narrow' ? 400 : 860
  const box = { left: 8, top: headHeight(caption, width), width: width - 16 }
  const key = legend(legendEntries(theme), box, theme)
  const top = box.top + key.height + 10
  const plot = { left: 72, right: width - 14, top, bottom: top + (width > 400 ? 240 : 200) }
  const bins = drawableResiduals(data)
  const x = scaleLinear()
    .domain(domainWithRoom(bins.map(({ predicted }) => predicted)))
    .range([plot.left, plot.right])
  const y = scaleLinear()
    .domain(domainWithRoom(bins.flatMap(({ q05, q95, mean }) => [q05, q95, mean, 0])))
    .nice()
    .range([plot.bottom, plot.top])
  const summary = summaryOf(data)
  const zero = { x1: plot.left, x2: plot.right, y1: y(0), y2: y(0) }
  const svg = svgDocument(
    { width, height: plot.bottom + 50, title: data.title, caption, summary },
    options,
    key.markup,
    bins.length === 0
      ? emptyNote('Nothing to show yet', plot, theme)
      : [
          valueAxis(y, plot, theme),
          valueAxisBelow(x, plot, theme),
          axisTitles({ below: `predicted ${data.label}`, left: 'residual' }, plot, theme),
          tag('line', { ...zero, stroke: colour('text', theme), 'stroke-width': 1 }),
          draw(bins, x, y, theme),
        ],
  )
  return { svg, table: tableOf(data), summary }
}

type Scale = ScaleLinear<number, number>
type Quantile = 'q05' | 'q25' | 'q75' | 'q95'

function draw(
  bins: readonly DrawableResidual[],
  x: Scale,
  y: Scale,
  theme: FigureTheme,
): readonly Markup[] {
  const ink = colour('series-1', theme)
  const placed = spread(bins, x)
  const band = (low: Quantile, high: Quantile) =>
    area<Placed>()
      .x(({ at }) => at)
      .y0(({ bin }) => y(bin[low]))
      .y1(({ bin }) => y(bin[high]))
      .digits(2)(placed) ?? ''
  const median = line<Placed>()
    .x(({ at }) => at)
    .y(({ bin }) => y(bin.q50))
    .digits(2)
  return [
    tag('path', { d: band('q05', 'q95'), fill: ink, 'fill-opacity': 0.16 }),
    tag('path', { d: band('q25', 'q75'), fill: ink, 'fill-opacity': 0.28 }),
    tag('path', { d: median(placed) ?? '', stroke: ink, 'stroke-width': 1.75, fill: 'none' }),
    ...marked(bins).map((bin) => meanMark(x(bin.predicted), y(bin.mean), theme)),
  ]
}

/** The bins whose mean is marked: all, or about forty of very many. */
function marked(bins: readonly DrawableResidual[]): readonly DrawableResidual[] {
  const every = Math.ceil(bins.length / mostMarks)
  return bins.filter((_, index) => index % every === 0)
}

const mostMarks = 40

interface Placed {
  readonly at: number
  readonly bin: DrawableResidual
}

/** A lone bin gets a short band, as one of no width cannot be seen. */
function spread(bins: readonly DrawableResidual[], x: Scale): readonly Placed[] {
  const placed = bins.map((bin) => ({ at: x(bin.predicted), bin }))
  const [only] = placed
  if (only === undefined || placed.length > 1) return placed
  return [-20, 20].map((shift) => ({ at: only.at + shift, bin: only.bin }))
}

function meanMark(x: number, y: number, theme: FigureTheme): Markup {
  const ink = colour('series-2', theme)
  return pointMark({ x, y, series: 3, fill: ink, stroke: colour('surface', theme) })
}

function legendEntries(theme: FigureTheme): readonly LegendEntry[] {
  const ink = colour('series-1', theme)
  const box = (opacity: number): LegendEntry['sample'] => {
    return (x, y) =>
      tag('rect', { x, y: y - 6, width: 24, height: 12, fill: ink, 'fill-opacity': opacity })
  }
  return [
    { label: 'nine in ten', sample: box(0.16) },
    { label: 'half', sample: box(0.44) },
    {
      label: 'median',
      sample: (x, y) => tag('path', { d: `M${x},${y}h24`, stroke: ink, 'stroke-width': 1.75 }),
    },
    { label: 'mean', sample: (x, y) => meanMark(x + 12, y, theme) },
  ]
}
