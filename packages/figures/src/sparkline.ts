import { scaleLinear } from 'd3-scale'
import { line } from 'd3-shape'
import type { Figure, FigureOptions } from './figure.ts'
import { idStem } from './frame.ts'
import { numberText } from './number-text.ts'
import { tag } from './svg.ts'
import { colour } from './theme.ts'

export interface Sparkline {
  readonly title: string
  /** Oldest first; what is `undefined` or not finite is a gap. */
  readonly values: readonly (number | undefined)[]
}

/** A line the size of a word, from zero up, without axes. */
export function sparkline(data: Sparkline, options: FigureOptions): Figure {
  const { width, height } = { width: 140, height: 32 }
  const theme = options.theme ?? 'variables'
  const known = data.values.filter(isKnown)
  const x = scaleLinear()
    .domain([0, Math.max(1, data.values.length - 1)])
    .range([3, width - 3])
  const y = scaleLinear()
    .domain([0, Math.max(1e-9, ...known)])
    .range([height - 3, 3])
  const path = line<number | undefined>()
    .defined(isKnown)
    .x((_, index) => x(index))
    .y((value) => y(value ?? 0))
    .digits(2)
  const id = idStem(options.id)
  const summary = summaryOf(known)
  const frame = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: 'img',
    'aria-labelledby': `${id}-title ${id}-desc`,
  }
  const look = { stroke: colour('series-1', theme), 'stroke-width': 1.5, 'stroke-linecap': 'round' }
  const svg = tag(
    'svg',
    frame,
    tag('title', { id: `${id}-title` }, data.title),
    tag('desc', { id: `${id}-desc` }, summary),
    known.length === 0
      ? undefined
      : tag('path', { d: path(data.values) ?? '', fill: 'none', ...look }),
  ).markup
  const rows = data.values.map((value, index) => [
    String(index + 1),
    isKnown(value) ? numberText(value) : 'none',
  ])
  return { svg, summary, table: { caption: data.title, columns: ['Position', 'Value'], rows } }
}

function summaryOf(known: readonly number[]): string {
  const last = known.at(-1)
  if (last === undefined) return 'No values yet.'
  return `Last ${numberText(last)}, from ${numberText(Math.min(...known))} to ${numberText(Math.max(...known))}.`
}

function isKnown(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value)
}
