import { type ScaleLinear, scaleLinear } from 'd3-scale'
import type { Plot } from './axis.ts'
import type { FigureSize } from './figure.ts'
import { headHeight } from './frame.ts'
import { type Legend, type LegendEntry, legend } from './legend.ts'
import type { FigureTheme } from './theme.ts'

/** A square plot of shares against shares: beside its legend where it is wide, below it where narrow. */
export interface SquareLayout {
  readonly width: number
  readonly plot: Plot
  readonly key: Legend
  readonly x: ScaleLinear<number, number>
  readonly y: ScaleLinear<number, number>
}

export function layOutSquare(
  caption: string,
  entries: readonly LegendEntry[],
  size: FigureSize,
  theme: FigureTheme,
): SquareLayout {
  const width = size === 'wide' ? 860 : 400
  const side = size === 'wide' ? 400 : 320
  const left = 62
  const head = headHeight(caption, width)
  const beside = { left: left + side + 40, top: head + 12, width: width - left - side - 56 }
  const above = { left: 8, top: head, width: width - 16 }
  const key = legend(entries, size === 'wide' ? beside : above, theme)
  const top = head + (size === 'wide' ? 0 : key.height) + 14
  const plot = { left, right: left + side, top, bottom: top + side }
  const x = scaleLinear().domain([0, 1]).range([plot.left, plot.right])
  const y = scaleLinear().domain([0, 1]).range([plot.bottom, plot.top])
  return { width, plot, key, x, y }
}

/** Whether a number is a share that a square can show. */
export function isShare(value: number): boolean {
  return value >= 0 && value <= 1
}
