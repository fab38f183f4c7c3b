import { line } from 'd3-shape'
import { axisTitles, emptyNote, valueAxis, valueAxisBelow } from '../axis.ts'
import type { Figure, FigureOptions } from '../figure.ts'
import { svgDocument } from '../frame.ts'
import { pointMark } from '../marks.ts'
import { referenceEntry, seriesEntry } from '../series-legend.ts'
import { isShare, layOutSquare, type SquareLayout } from '../square-layout.ts'
import { type Child, type Markup, tag } from '../svg.ts'
import { colour, type FigureTheme, seriesPaint } from '../theme.ts'
import {
  type CurvePoint,
  type CurveSeries,
  drawableCurve,
  heightAt,
  type TradeOffCurve,
} from './types.ts'
import { summaryOf, tableOf, wordsOf } from './words.ts'

/** A ROC curve, or precision by recall, of several contenders, against guessing. */
export function tradeOffCurve(data: TradeOffCurve, options: FigureOptions): Figure {
  const theme = options.theme ?? 'variables'
  const words = wordsOf[data.kind]
  const guess = guessOf(data)
  const entries = [
    ...data.series.map((one, index) => seriesEntry(one.name, one.series ?? index, theme)),
    ...(guess === undefined ? [] : [referenceEntry(words.guess, theme)]),
  ]
  const layout = layOutSquare(words.caption, entries, options.size ?? 'wide', theme)
  const { plot, width, x, y } = layout
  const summary = summaryOf(data)
  const isEmpty = data.series.every((series) => drawableCurve(series).length === 0)
  const svg = svgDocument(
    { width, height: plot.bottom + 50, title: data.title, caption: words.caption, summary },
    options,
    layout.key.markup,
    valueAxis(y, plot, theme),
    valueAxisBelow(x, plot, theme),
    axisTitles(words, plot, theme),
    guess === undefined ? undefined : reference(guess, layout, theme),
    isEmpty
      ? emptyNote('Nothing to show yet', plot, theme)
      : data.series.map((one, index) => draw(one, one.series ?? index, layout, theme)),
  )
  return { svg, table: tableOf(data), summary }
}

/** Heights of the line of guessing at its two ends. */
function guessOf({ kind, baseRate }: TradeOffCurve): readonly [number, number] | undefined {
  if (kind === 'roc') return [0, 1]
  return baseRate !== undefined && isShare(baseRate) ? [baseRate, baseRate] : undefined
}

function reference(
  [from, to]: readonly [number, number],
  { plot, y }: SquareLayout,
  theme: FigureTheme,
): Markup {
  const ends = { x1: plot.left, x2: plot.right, y1: y(from), y2: y(to) }
  const look = { stroke: colour('baseline', theme), 'stroke-width': 1.5, 'stroke-dasharray': '7 4' }
  return tag('line', { ...ends, ...look })
}

function draw(
  series: CurveSeries,
  index: number,
  layout: SquareLayout,
  theme: FigureTheme,
): Markup {
  const ink = colour(seriesPaint(index), theme)
  const points = drawableCurve(series)
  const path = line<CurvePoint>()
    .x((point) => layout.x(point[0]))
    .y((point) => layout.y(point[1]))
    .digits(2)
  const look = { stroke: ink, 'stroke-width': 1.75, 'stroke-linejoin': 'round', fill: 'none' }
  return tag(
    'g',
    {},
    tag('title', {}, series.name),
    tag('path', { d: path(points) ?? '', ...look }),
    signs(points, index, layout, ink),
  )
}

/** The shape of the series at a few places, so that colour is not the only sign. */
function signs(
  points: readonly CurvePoint[],
  series: number,
  { x, y }: SquareLayout,
  ink: string,
): Child {
  // Shifted from series to series, so that the shapes of close curves do not cover each other.
  const shift = (series % 6) * 0.035
  return [0.1, 0.35, 0.6].map((place) => {
    const height = heightAt(points, place + shift)
    if (height === undefined) return undefined
    return pointMark({ x: x(place + shift), y: y(height), series, fill: ink, stroke: ink })
  })
}
