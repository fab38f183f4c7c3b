import type { ScaleLinear } from 'd3-scale'
import { type Markup, tag } from './svg.ts'
import { shorten, textWidth } from './text-width.ts'
import { colour, type FigureTheme } from './theme.ts'

/** The rectangle that the marks are drawn in, in pixels of the view box. */
export interface Plot {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Horizontal grid lines with their values on the left. */
export function valueAxis(
  scale: ScaleLinear<number, number>,
  plot: Plot,
  theme: FigureTheme,
): Markup {
  const lines = ticksOf(scale, tickCount(plot)).flatMap(({ value, label }) => {
    const y = scale(value)
    const line = { x1: plot.left, x2: plot.right, y1: y, y2: y, stroke: colour('grid', theme) }
    const place = { x: plot.left - 8, y: y + 4, 'text-anchor': 'end' }
    return [tag('line', line), tag('text', place, label)]
  })
  return tag('g', { 'aria-hidden': 'true', fill: colour('muted', theme) }, lines)
}

/** Vertical grid lines with their values below. */
export function valueAxisBelow(
  scale: ScaleLinear<number, number>,
  plot: Plot,
  theme: FigureTheme,
): Markup {
  const count = Math.max(2, Math.round((plot.right - plot.left) / 80))
  const lines = ticksOf(scale, count).flatMap(({ value, label }) => {
    const x = scale(value)
    const line = { x1: x, x2: x, y1: plot.top, y2: plot.bottom, stroke: colour('grid', theme) }
    const place = { x, y: plot.bottom + 18, 'text-anchor': 'middle' }
    return [tag('line', line), tag('text', place, label)]
  })
  return tag('g', { 'aria-hidden': 'true', fill: colour('muted', theme) }, lines)
}

/** What the two axes measure, in words below and to the left of the plot. */
export function axisTitles(
  titles: { readonly below?: string; readonly left?: string },
  plot: Plot,
  theme: FigureTheme,
): Markup {
  const middle = (plot.top + plot.bottom) / 2
  const below = { x: (plot.left + plot.right) / 2, y: plot.bottom + 38, 'text-anchor': 'middle' }
  const left = {
    transform: `translate(14,${Math.round(middle)}) rotate(-90)`,
    'text-anchor': 'middle',
  }
  const fit = (text: string, length: number) => shorten(text, length)
  return tag(
    'g',
    { 'aria-hidden': 'true', fill: colour('muted', theme) },
    titles.below === undefined
      ? undefined
      : tag('text', below, fit(titles.below, plot.right - plot.left + 40)),
    titles.left === undefined
      ? undefined
      : tag('text', left, fit(titles.left, plot.bottom - plot.top + 40)),
  )
}

/** A tick of the axis below the plot. */
export interface Tick {
  readonly x: number
  readonly label: string
}

/** Labels below the plot; where they would touch, only every second, third, … is written. */
export function labelAxis(ticks: readonly Tick[], plot: Plot, theme: FigureTheme): Markup {
  const widest = Math.max(0, ...ticks.map((tick) => Math.min(textWidth(tick.label), 90)))
  const step = ticks.length < 2 ? plot.right - plot.left : spacing(ticks)
  const every = Math.max(1, Math.ceil((widest + 8) / step))
  const labels = ticks
    .filter((_, index) => index % every === 0)
    .map(({ x, label }) =>
      tag('text', { x, y: plot.bottom + 18, 'text-anchor': 'middle' }, shorten(label, 90)),
    )
  const base = {
    x1: plot.left,
    x2: plot.right,
    y1: plot.bottom,
    y2: plot.bottom,
    stroke: colour('muted', theme),
  }
  return tag(
    'g',
    { 'aria-hidden': 'true', fill: colour('muted', theme) },
    tag('line', base),
    labels,
  )
}

/** Words in the middle of a plot that has nothing to draw. */
export function emptyNote(text: string, plot: Plot, theme: FigureTheme): Markup {
  const place = { x: (plot.left + plot.right) / 2, y: (plot.top + plot.bottom) / 2 }
  const look = { 'text-anchor': 'middle', 'font-size': 14, fill: colour('muted', theme) }
  return tag('text', { ...place, ...look }, text)
}

/** Values from 100,000 up are written as 100k, 1M, …, so that they have room. */
function ticksOf(scale: ScaleLinear<number, number>, count: number) {
  const isLarge = scale.domain().some((value) => Math.abs(value) >= 1e5)
  const format = isLarge ? scale.tickFormat(count, '~s') : scale.tickFormat(count)
  return scale.ticks(count).map((value) => ({ value, label: format(value) }))
}

function tickCount(plot: Plot): number {
  return Math.max(2, Math.round((plot.bottom - plot.top) / 45))
}

function spacing(ticks: readonly Tick[]): number {
  const first = ticks[0]?.x ?? 0
  const last = ticks.at(-1)?.x ?? 0
  return Math.max(0.01, Math.abs(last - first) / (ticks.length - 1))
}
