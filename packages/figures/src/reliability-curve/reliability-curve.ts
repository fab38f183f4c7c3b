import { line } from 'd3-shape'
import { axisTitles, emptyNote, type Plot, valueAxis, valueAxisBelow } from '../axis.ts'
import type { Figure, FigureOptions } from '../figure.ts'
import { svgDocument } from '../frame.ts'
import { drawableInterval } from '../interval-point.ts'
import { pointMark } from '../marks.ts'
import { numberText } from '../number-text.ts'
import { referenceEntry, seriesEntry } from '../series-legend.ts'
import { layOutSquare, type SquareLayout } from '../square-layout.ts'
import { type Child, type Markup, tag } from '../svg.ts'
import { colour, type FigureTheme, seriesPaint } from '../theme.ts'
import { drawHistogram } from './draw-histogram.ts'
import {
  drawableBins,
  type ReliabilityBin,
  type ReliabilityCurve,
  type ReliabilitySeries,
} from './types.ts'
import { captionOf, summaryOf, tableOf } from './words.ts'

const histogramHeight = 56

/**
 * Calibration: for each bin of predicted probabilities how often it happened, with intervals, against
 * the diagonal of honest ones; below, how many rows each bin holds.
 */
export function reliabilityCurve(data: ReliabilityCurve, options: FigureOptions): Figure {
  const theme = options.theme ?? 'variables'
  const caption = captionOf(data)
  const entries = [
    ...data.series.map((one, index) => seriesEntry(one.name, one.series ?? index, theme)),
    referenceEntry('as often as predicted', theme),
  ]
  const layout = layOutSquare(caption, entries, options.size ?? 'wide', theme)
  const { plot, width, x, y } = layout
  const below: Plot = { ...plot, top: plot.bottom + 10, bottom: plot.bottom + 10 + histogramHeight }
  const isEmpty = data.series.every((series) => drawableBins(series).length === 0)
  const summary = summaryOf(data)
  const svg = svgDocument(
    { width, height: below.bottom + 48, title: data.title, caption, summary },
    options,
    layout.key.markup,
    valueAxis(y, plot, theme),
    valueAxisBelow(x, { ...plot, bottom: below.bottom }, theme),
    axisTitles({ below: 'predicted probability' }, below, theme),
    axisTitles({ left: 'how often it happened' }, plot, theme),
    diagonal(plot, theme),
    isEmpty
      ? emptyNote('Nothing to show yet', plot, theme)
      : data.series.map((one, index) => draw(one, one.series ?? index, layout, theme)),
    drawHistogram(data.series, x, below, theme),
  )
  return { svg, table: tableOf(data), summary }
}

function diagonal(plot: Plot, theme: FigureTheme): Markup {
  const ends = { x1: plot.left, y1: plot.bottom, x2: plot.right, y2: plot.top }
  const look = { stroke: colour('baseline', theme), 'stroke-width': 1.5, 'stroke-dasharray': '7 4' }
  return tag('line', { ...ends, ...look })
}

function draw(
  series: ReliabilitySeries,
  index: number,
  { x, y }: SquareLayout,
  theme: FigureTheme,
): Markup {
  const ink = colour(seriesPaint(index), theme)
  const bins = drawableBins(series)
  const thread = line<ReliabilityBin>()
    .x(({ predicted }) => x(predicted))
    .y(({ observed }) => y(observed))
    .digits(2)
  const marks = bins.map((bin) => {
    const place = { x: x(bin.predicted), y: y(bin.observed) }
    const words = `${series.name}: predicted ${numberText(bin.predicted)}, happened ${numberText(bin.observed)}, ${numberText(bin.n)} rows`
    return tag(
      'g',
      {},
      tag('title', {}, words),
      whisker(bin, place.x, y, ink),
      pointMark({ ...place, series: index, fill: ink, stroke: ink }),
    )
  })
  return tag(
    'g',
    {},
    tag('path', { d: thread(bins) ?? '', stroke: ink, 'stroke-opacity': 0.5, fill: 'none' }),
    marks,
  )
}

function whisker(bin: ReliabilityBin, x: number, y: SquareLayout['y'], ink: string): Child {
  const ends = drawableInterval(bin)
  if (ends === undefined) return undefined
  const [y1, y2] = ends.map((end) => y(Math.min(1, Math.max(0, end))))
  return tag('line', { x1: x, x2: x, y1, y2, stroke: ink, 'stroke-width': 1.5 })
}
