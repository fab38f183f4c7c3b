import { type ScaleLinear, scaleLinear } from 'd3-scale'
import { area, line } from 'd3-shape'
import { emptyNote, labelAxis, type Plot, type Tick, valueAxis } from '../axis.ts'
import type { Figure, FigureOptions } from '../figure.ts'
import { headHeight, idStem, svgDocument } from '../frame.ts'
import { type LegendEntry, legend } from '../legend.ts'
import { hatchPattern } from '../marks.ts'
import { type Child, type Markup, tag } from '../svg.ts'
import { colour, type FigureTheme } from '../theme.ts'
import { type RateSecond, type RateSeries, secondsOf } from './types.ts'
import { captionOf, summaryOf, tableOf } from './words.ts'

/**
 * Requests per second over the last minutes as a line over an area; what failed of them as a
 * hatched area with a dashed edge. Seconds that nobody watched are gaps, never zeros.
 */
export function rateSeries(data: RateSeries, options: FigureOptions): Figure {
  const theme = options.theme ?? 'variables'
  const width = options.size === 'narrow' ? 400 : 860
  const caption = captionOf(data)
  const box = { left: 8, top: headHeight(caption, width), width: width - 16 }
  const hatch = `${idStem(options.id)}-hatch`
  const key = legend(legendEntries(hatch, theme), box, theme)
  const top = box.top + key.height + 10
  const plot = { left: 52, right: width - 20, top, bottom: top + 150 }
  const seconds = secondsOf(data)
  const peak = Math.max(0, ...seconds.map((second) => second.total ?? 0))
  const x = scaleLinear()
    .domain([seconds.length - 1, 0])
    .range([plot.left, plot.right])
  const y = scaleLinear()
    .domain([0, Math.max(1, peak)])
    .nice(4)
    .range([plot.bottom, plot.top])
  const isEmpty = seconds.every((second) => second.total === undefined)
  const summary = summaryOf(data)
  const frame = {
    width,
    height: plot.bottom + 30,
    title: data.title,
    caption,
    summary,
  }
  const svg = svgDocument(
    frame,
    options,
    tag('defs', {}, hatchPattern(hatch, colour('alarm', theme), 0.9)),
    key.markup,
    isEmpty ? undefined : valueAxis(y, plot, theme),
    labelAxis(ticksOf(seconds.length - 1, x), plot, theme),
    isEmpty
      ? emptyNote('No traffic was seen yet', plot, theme)
      : draw(seconds, { x, y, plot, hatch, theme }),
  )
  return { svg, table: tableOf(data), summary }
}

interface Pen {
  readonly x: ScaleLinear<number, number>
  readonly y: ScaleLinear<number, number>
  readonly plot: Plot
  readonly hatch: string
  readonly theme: FigureTheme
}

function draw(seconds: readonly RateSecond[], pen: Pen): Markup[] {
  const ink = colour('series-1', pen.theme)
  const total = shapes(seconds, pen, (second) => second.total ?? 0)
  const failed = shapes(seconds, pen, (second) => second.failed)
  const edge = { fill: 'none', 'stroke-width': 1.5, 'stroke-linecap': 'round' }
  const anyFailed = seconds.some((second) => second.failed > 0)
  const failures: Child[] = anyFailed
    ? [
        tag('path', { d: failed.area, fill: `url(#${pen.hatch})` }),
        tag('path', {
          ...edge,
          d: failed.line,
          stroke: colour('alarm', pen.theme),
          'stroke-dasharray': '4 3',
        }),
      ]
    : []
  return [
    tag('path', { d: total.area, fill: ink, 'fill-opacity': 0.18 }),
    tag('path', { ...edge, d: total.line, stroke: ink }),
    newest(seconds, pen, ink),
    tag('g', {}, failures),
  ]
}

/** A dot at the newest second: it shows one lone second too, and moves while traffic is live. */
function newest(seconds: readonly RateSecond[], pen: Pen, ink: string): Markup {
  const last = seconds.findLast((second) => second.total !== undefined)
  const centre = { cx: pen.x(last?.secondsAgo ?? 0), cy: pen.y(last?.total ?? 0) }
  return tag('circle', { ...centre, r: 3, fill: ink })
}

function shapes(
  seconds: readonly RateSecond[],
  pen: Pen,
  heightOf: (second: RateSecond) => number,
) {
  const seen = (second: RateSecond) => second.total !== undefined
  const xOf = (second: RateSecond) => pen.x(second.secondsAgo)
  const yOf = (second: RateSecond) => pen.y(heightOf(second))
  const path = line<RateSecond>().defined(seen).x(xOf).y(yOf).digits(2)
  const filled = area<RateSecond>().defined(seen).x(xOf).y0(pen.plot.bottom).y1(yOf).digits(2)
  return { line: path(seconds) ?? '', area: filled(seconds) ?? '' }
}

function ticksOf(length: number, x: ScaleLinear<number, number>): Tick[] {
  const step = length > 60 ? 60 : 10
  const count = Math.floor(length / step)
  return Array.from({ length: count + 1 }, (_, index) => {
    const ago = (count - index) * step
    if (ago === 0) return { x: x(0), label: 'now' }
    return { x: x(ago), label: step === 60 ? `−${ago / 60} min` : `−${ago} s` }
  })
}

function legendEntries(hatch: string, theme: FigureTheme): LegendEntry[] {
  const ink = colour('series-1', theme)
  const alarm = colour('alarm', theme)
  return [
    {
      label: 'all requests',
      sample: (x, y) => [
        tag('rect', { x, y: y - 4, width: 24, height: 10, fill: ink, 'fill-opacity': 0.18 }),
        tag('path', { d: `M${x},${y - 4}h24`, stroke: ink, 'stroke-width': 1.5 }),
      ],
    },
    {
      label: 'failed',
      sample: (x, y) => [
        tag('rect', { x, y: y - 4, width: 24, height: 10, fill: `url(#${hatch})` }),
        tag('path', { d: `M${x},${y - 4}h24`, stroke: alarm, 'stroke-dasharray': '4 3' }),
      ],
    },
  ]
}
