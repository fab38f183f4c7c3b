import { type ScaleLinear, scaleLinear } from 'd3-scale'
import { emptyNote, valueAxisBelow } from '../axis.ts'
import { domainWithRoom } from '../domain.ts'
import { type Figure, type FigureOptions, withTable } from '../figure.ts'
import { svgDocument } from '../frame.ts'
import { drawableInterval, isDrawable } from '../interval-point.ts'
import type { LegendEntry } from '../legend.ts'
import { pointMark } from '../marks.ts'
import { layOutRows, type RowLayout, rowLabel } from '../row-layout.ts'
import { coordinate, type Markup, tag } from '../svg.ts'
import { shorten } from '../text-width.ts'
import { colour, type FigureTheme, type Paint } from '../theme.ts'
import {
  type DifferenceForest,
  type DifferenceRow,
  type DifferenceVerdict,
  drawnRows,
  verdictOf,
} from './types.ts'
import {
  captionOf,
  decimalsOf,
  differenceText,
  shortText,
  summaryOf,
  tableOf,
  verdictSigns,
} from './words.ts'

const rowHeight = 22

/**
 * Paired differences around zero: overall ones as diamonds as wide as their interval, parts as points
 * with whiskers, each with its verdict. Of more than 36 parts the least and the greatest are drawn;
 * the table has all.
 */
export function differenceForest(data: DifferenceForest, options: FigureOptions): Figure {
  const theme = options.theme ?? 'variables'
  const size = options.size ?? 'wide'
  const caption = captionOf(data)
  const { rows } = drawnRows(data)
  const labels = rows.map(({ label }) => label)
  const frame = { caption, legend: legendEntries(data, theme), labels, rowHeight, notes: 300 }
  const layout = layOutRows(frame, size, theme)
  const { plot, width } = layout
  const x = scaleLinear()
    .domain(domainWithRoom(numbersOf(rows)))
    .range([plot.left, plot.right])
  const decimals = decimalsOf(numbersOf(rows))
  const summary = summaryOf(data)
  const svg = svgDocument(
    { width, height: plot.bottom + 30, title: data.title, caption, summary },
    options,
    layout.key.markup,
    rows.length === 0
      ? emptyNote('Nothing to show yet', plot, theme)
      : [
          valueAxisBelow(x, plot, theme),
          zeroLine(x, layout, theme),
          rows.map((row, index) => [
            rowLabel(row.label, layout.middle(index), layout, size, theme),
            drawRow(row, data, layout.middle(index), x, theme),
            size === 'wide'
              ? note(row, data, layout.middle(index), layout, decimals, theme)
              : undefined,
          ]),
        ],
  )
  return withTable(svg, summary, () => tableOf(data))
}

type Scale = ScaleLinear<number, number>

const looks: Readonly<Record<DifferenceVerdict, { series: number; paint: Paint }>> = {
  better: { series: 0, paint: 'series-3' },
  worse: { series: 1, paint: 'alarm' },
  undecided: { series: 0, paint: 'muted' },
}

/** Zero is always in sight: it is what the differences are read against. */
function* numbersOf(rows: readonly DifferenceRow[]): Iterable<number> {
  yield 0
  for (const { difference } of rows) {
    if (difference.kind !== 'value' || !isDrawable(difference.value)) continue
    yield difference.value
    yield* drawableInterval(difference) ?? []
  }
}

function zeroLine(x: Scale, { plot }: RowLayout, theme: FigureTheme): Markup {
  const ends = { x1: x(0), x2: x(0), y1: plot.top, y2: plot.bottom }
  return tag('line', { ...ends, stroke: colour('text', theme), 'stroke-width': 1.5 })
}

function drawRow(
  row: DifferenceRow,
  data: DifferenceForest,
  y: number,
  x: Scale,
  theme: FigureTheme,
): Markup {
  const { difference, label } = row
  const verdict = verdictOf(row, data.metric.direction)
  const title = tag('title', {}, `${label}: ${differenceText(difference)}, ${verdict}`)
  const { series, paint } = looks[verdict]
  const ink = colour(paint, theme)
  if (difference.kind !== 'value' || !isDrawable(difference.value)) {
    const place = { x: x(0) + 8, y: y + 4, fill: colour('muted', theme) }
    return tag('text', place, title, '×')
  }
  const ends = drawableInterval(difference)
  const at = x(difference.value)
  if (row.kind === 'overall' && ends !== undefined) {
    return tag('g', {}, title, diamond(x(ends[0]), at, x(ends[1]), y, ink))
  }
  const fill = verdict === 'undecided' ? colour('surface', theme) : ink
  const line = ends && { x1: x(ends[0]), x2: x(ends[1]), y1: y, y2: y }
  return tag(
    'g',
    {},
    title,
    line && tag('line', { ...line, stroke: ink, 'stroke-width': 1.5 }),
    pointMark({ x: at, y, series, fill, stroke: ink }),
  )
}

function diamond(low: number, middle: number, high: number, y: number, ink: string): Markup {
  const [a, b, c] = [low, middle, high].map(coordinate)
  const d = `M${a},${y}L${b},${y - 7}L${c},${y}L${b},${y + 7}Z`
  return tag('path', { d, fill: ink, stroke: ink, 'stroke-linejoin': 'round' })
}

function note(
  row: DifferenceRow,
  data: DifferenceForest,
  y: number,
  { plot, width }: RowLayout,
  decimals: number,
  theme: FigureTheme,
): readonly Markup[] {
  const words = shortText(row.difference, decimals)
  const place = { x: plot.right + 16, y: y + 4, fill: colour('text', theme) }
  if (row.difference.kind === 'undefined') {
    return [tag('text', { ...place, fill: colour('muted', theme) }, shorten(words, 270))]
  }
  const verdict = verdictOf(row, data.metric.direction)
  const ink = verdict === 'undecided' ? 'muted' : looks[verdict].paint
  const sign = { x: width - 16, y: y + 4, 'text-anchor': 'end', fill: colour(ink, theme) }
  return [tag('text', place, shorten(words, 205)), tag('text', sign, verdictSigns[verdict])]
}

/** The verdicts that occur. */
function legendEntries(data: DifferenceForest, theme: FigureTheme): readonly LegendEntry[] {
  const found = new Set(data.rows.map((row) => verdictOf(row, data.metric.direction)))
  const verdicts = (['better', 'worse', 'undecided'] as const).filter((one) => found.has(one))
  return verdicts.map((verdict) => {
    const { series, paint } = looks[verdict]
    const ink = colour(paint, theme)
    const fill = verdict === 'undecided' ? colour('surface', theme) : ink
    return {
      label: verdict === 'undecided' ? 'undecided: the interval holds zero' : verdict,
      sample: (x, y) => pointMark({ x: x + 12, y, series, fill, stroke: ink }),
    }
  })
}
