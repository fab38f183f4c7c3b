import type { FigureOptions } from './figure.ts'
import { type Child, tag } from './svg.ts'
import { shorten, wrapText } from './text-width.ts'
import { colour } from './theme.ts'

export interface Frame {
  readonly width: number
  readonly height: number
  readonly title: string
  /** The line under the title. */
  readonly caption: string
  readonly summary: string
}

/** Room that `svgDocument` takes at the top for title and caption, in pixels. */
export function headHeight(caption: string, width: number): number {
  return 34 + 16 * wrapText(caption, width - 16).length
}

/** The whole document around a figure's marks: size, names for screen readers, title, caption. */
export function svgDocument(frame: Frame, options: FigureOptions, ...children: Child[]): string {
  const { width, height } = frame
  const theme = options.theme ?? 'variables'
  const id = idStem(options.id)
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: 'img',
    'aria-labelledby': `${id}-title ${id}-desc`,
    'font-family': 'system-ui, -apple-system, Segoe UI, Roboto, sans-serif',
    'font-size': 12,
  }
  const surface =
    theme === 'variables'
      ? undefined
      : tag('rect', { width, height, fill: colour('surface', theme) })
  return tag(
    'svg',
    attributes,
    tag('title', { id: `${id}-title` }, frame.title),
    tag('desc', { id: `${id}-desc` }, frame.summary),
    surface,
    headLine(shorten(frame.title, ((width - 16) * 12) / 15), 20, {
      'font-size': 15,
      'font-weight': 600,
      fill: colour('text', theme),
    }),
    wrapText(frame.caption, width - 16).map((text, index) =>
      headLine(text, 40 + 16 * index, { fill: colour('muted', theme) }),
    ),
    children,
  ).markup
}

/** The id with everything that an XML name or a `url(#…)` cannot hold replaced. */
export function idStem(id: string): string {
  return `figure-${id.replace(/[^A-Za-z0-9_-]/g, '_')}`
}

function headLine(text: string, y: number, look: Readonly<Record<string, string | number>>) {
  return tag('text', { x: 8, y, ...look }, text)
}
