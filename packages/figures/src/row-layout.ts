import type { Plot } from './axis.ts'
import type { FigureSize } from './figure.ts'
import { headHeight } from './frame.ts'
import { type Legend, type LegendEntry, legend } from './legend.ts'
import { type Markup, tag } from './svg.ts'
import { shorten, textWidth } from './text-width.ts'
import { colour, type FigureTheme } from './theme.ts'

/** Rows below each other: names on the left, marks along one axis, words on the right. */
export interface RowLayout {
  readonly width: number
  readonly plot: Plot
  readonly key: Legend
  /** Middle of the row at `index`. */
  middle(index: number): number
}

export interface RowFrame {
  readonly caption: string
  readonly legend: readonly LegendEntry[]
  readonly labels: readonly string[]
  /** Height of a row in pixels. */
  readonly rowHeight: number
  /** Width of the words on the right in pixels; they are left out where it is narrow. */
  readonly notes: number
}

export function layOutRows(frame: RowFrame, size: FigureSize, theme: FigureTheme): RowLayout {
  const isWide = size === 'wide'
  const width = isWide ? 860 : 400
  const box = { left: 8, top: headHeight(frame.caption, width), width: width - 16 }
  const key = legend(frame.legend, box, theme)
  const left = 20 + Math.min(labelRoom(size), Math.max(40, ...frame.labels.map(textWidth)))
  const top = box.top + key.height + 14
  const rows = Math.max(1, frame.labels.length)
  const right = width - 16 - (isWide ? frame.notes : 0)
  const plot = { left, right, top, bottom: top + rows * frame.rowHeight + 8 }
  return { width, plot, key, middle: (index) => top + 4 + (index + 0.5) * frame.rowHeight }
}

/** The name of a row, to the left of the plot. */
export function rowLabel(
  text: string,
  y: number,
  { plot }: RowLayout,
  size: FigureSize,
  theme: FigureTheme,
): Markup {
  const place = { x: plot.left - 10, y: y + 4, 'text-anchor': 'end', fill: colour('text', theme) }
  return tag('text', place, shorten(text, labelRoom(size)))
}

function labelRoom(size: FigureSize): number {
  return size === 'wide' ? 230 : 120
}
