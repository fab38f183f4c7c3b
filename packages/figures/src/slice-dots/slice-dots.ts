import { type ScaleLinear, scaleLinear } from 'd3-scale'
import { emptyNote, valueAxisBelow } from '../axis.ts'
import { domainWithRoom } from '../domain.ts'
import { type Figure, type FigureOptions, withTable } from '../figure.ts'
import { svgDocument } from '../frame.ts'
import { pointText } from '../interval-point.ts'
import type { LegendEntry } from '../legend.ts'
import { pointMark } from '../marks.ts'
import { numberText } from '../number-text.ts'
import { layOutRows, type RowLayout, rowLabel } from '../row-layout.ts'
import { referenceEntry } from '../series-legend.ts'
import { type Child, type Markup, tag } from '../svg.ts'
import { colour, type FigureTheme, seriesPaint } from '../theme.ts'
import { drawableValue, mostSlices, type SliceDots, type SliceRow, worstFirst } from './types.ts'
import { captionOf, summaryOf, tableOf } from './words.ts'

/**
 * A metric by slice: a row for each, the worst of the subject first, with a point and a
 * whisker for each contender. Of more than 24 slices the worst are drawn; the table has all.
 */
export function sliceDots(data: SliceDots, options: FigureOptions): Figure {
  const theme = options.theme ?? 'variables'
  const size = options.size ?? 'wide'
  const caption = captionOf(data)
  const rows = worstFirst(data).slice(0, mostSlices)
  const labels = rows.map(({ slice }) => slice)
  const rowHeight = Math.max(22, 10 * data.contenders.length + 6)
  const frame = { caption, legend: legendEntries(data, theme), labels, rowHeight, notes: 96 }
  const layout = layOutRows(frame, size, theme)
  const { plot, width } = layout
  const x = scaleLinear()
    .domain(domainWithRoom(numbersOf(data, rows)))
    .range([plot.left, plot.right])
  const isEmpty = rows.length === 0 || data.contenders.length === 0
  const summary = summaryOf(data)
  const svg = svgDocument(
    { width, height: plot.bottom + 30, title: data.title, caption, summary },
    options,
    layout.key.markup,
    isEmpty
      ? emptyNote('Nothing to show yet', plot, theme)
      : [
          valueAxisBelow(x, plot, theme),
          overallLine(data, x, layout, theme),
          rows.map((row, index) => [
            rowLabel(labels[index] ?? '', layout.middle(index), layout, size, theme),
            size === 'wide' ? rowCount(row, layout.middle(index), width, theme) : undefined,
            drawRow(row, data, layout.middle(index), x, theme, layout),
          ]),
        ],
  )
  return withTable(svg, summary, () => tableOf(data))
}

type Scale = ScaleLinear<number, number>

function* numbersOf(data: SliceDots, rows: readonly SliceRow[]): Iterable<number> {
  const overall = data.contenders[data.subject ?? 0]?.overall
  if (overall !== undefined && Number.isFinite(overall)) yield overall
  for (const { points } of rows) {
    for (const index of data.contenders.keys()) {
      const point = drawableValue(points[index])
      if (point === undefined) continue
      yield point.value
      yield point.low ?? point.value
      yield point.high ?? point.value
    }
  }
}

/** The subject's value over all rows, to see which slices are worse than the whole. */
function overallLine(data: SliceDots, x: Scale, { plot }: RowLayout, theme: FigureTheme): Child {
  const overall = data.contenders[data.subject ?? 0]?.overall
  if (overall === undefined || !Number.isFinite(overall)) return undefined
  const ends = { x1: x(overall), x2: x(overall), y1: plot.top, y2: plot.bottom }
  const look = { stroke: colour('baseline', theme), 'stroke-width': 1.5, 'stroke-dasharray': '7 4' }
  return tag('line', { ...ends, ...look })
}

function rowCount({ rows }: SliceRow, y: number, width: number, theme: FigureTheme): Markup {
  const place = { x: width - 16, y: y + 4, 'text-anchor': 'end', fill: colour('muted', theme) }
  return tag('text', place, `${numberText(rows)} rows`)
}

function drawRow(
  row: SliceRow,
  data: SliceDots,
  middle: number,
  x: Scale,
  theme: FigureTheme,
  { plot }: RowLayout,
): readonly Markup[] {
  const step = Math.min(10, 60 / Math.max(1, data.contenders.length))
  return data.contenders.map((contender, index) => {
    const series = contender.series ?? index
    const y = middle + (index - (data.contenders.length - 1) / 2) * step
    const ink = inkOf(contender.kind, series, theme)
    const point = drawableValue(row.points[index])
    const words = `${contender.name}, ${row.slice}: ${pointText(row.points[index])}`
    if (point === undefined) {
      const place = { x: plot.left + 4, y: y + 4, fill: ink }
      const isAbsent = row.points[index] === undefined
      return tag('text', place, tag('title', {}, words), isAbsent ? '' : '×')
    }
    const { value, low, high, counted } = point
    const fill = counted ? ink : colour('surface', theme)
    const ends = low === undefined || high === undefined ? undefined : { x1: x(low), x2: x(high) }
    return tag(
      'g',
      {},
      tag('title', {}, words),
      ends && tag('line', { ...ends, y1: y, y2: y, stroke: ink, 'stroke-width': 1.5 }),
      pointMark({ x: x(value), y, series, fill, stroke: ink }),
    )
  })
}

function legendEntries(data: SliceDots, theme: FigureTheme): readonly LegendEntry[] {
  const entries = data.contenders.map((contender, index): LegendEntry => {
    const { name, kind, series = index } = contender
    const ink = inkOf(kind, series, theme)
    return {
      label: name,
      sample: (x, y) => [
        tag('path', { d: `M${x},${y}h24`, stroke: ink, 'stroke-width': 1.5 }),
        pointMark({ x: x + 12, y, series, fill: ink, stroke: ink }),
      ],
    }
  })
  const first = data.contenders[data.subject ?? 0]
  if (first?.overall === undefined) return entries
  return [...entries, referenceEntry(`${first.name} over all rows`, theme)]
}

function inkOf(kind: 'version' | 'recipe' | 'baseline', index: number, theme: FigureTheme): string {
  return colour(kind === 'baseline' ? 'baseline' : seriesPaint(index), theme)
}
