import { type Markup, tag } from './svg.ts'
import { shorten, textWidth } from './text-width.ts'
import { colour, type FigureTheme } from './theme.ts'

export interface LegendEntry {
  readonly label: string
  /** Draws the sample, 24 pixels wide, with its left edge at `x` and its middle at `y`. */
  sample(x: number, y: number): Markup | readonly Markup[]
}

export interface Legend {
  readonly height: number
  readonly markup: Markup
}

const rowHeight = 20
const maximumRows = 6

/** Samples with their names, wrapped into rows; what does not fit is counted in words. */
export function legend(
  entries: readonly LegendEntry[],
  box: { readonly left: number; readonly top: number; readonly width: number },
  theme: FigureTheme,
): Legend {
  const parts: Markup[] = []
  let x = box.left
  let row = 0
  for (const [index, entry] of entries.entries()) {
    const label = shorten(entry.label, Math.min(260, box.width - 40))
    const width = 32 + textWidth(label) + 14
    if (x > box.left && x + width > box.left + box.width) {
      x = box.left
      row += 1
    }
    const y = box.top + row * rowHeight + rowHeight / 2
    if (row === maximumRows - 1 && index < entries.length - 1) {
      parts.push(tag('text', { x, y: y + 4 }, `and ${entries.length - index} more: see the table`))
      break
    }
    parts.push(...[entry.sample(x, y)].flat(), tag('text', { x: x + 30, y: y + 4 }, label))
    x += width
  }
  const look = { 'aria-hidden': 'true', fill: colour('text', theme) }
  return { height: entries.length === 0 ? 0 : (row + 1) * rowHeight, markup: tag('g', look, parts) }
}
