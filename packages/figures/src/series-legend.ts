import type { LegendEntry } from './legend.ts'
import { pointMark } from './marks.ts'
import { tag } from './svg.ts'
import { colour, type FigureTheme, seriesPaint } from './theme.ts'

/** A line with the point mark of the series at `series`. */
export function seriesEntry(label: string, series: number, theme: FigureTheme): LegendEntry {
  const ink = colour(seriesPaint(series), theme)
  return {
    label,
    sample: (x, y) => [
      tag('path', { d: `M${x},${y}h24`, stroke: ink, 'stroke-width': 1.5 }),
      pointMark({ x: x + 12, y, series, fill: ink, stroke: ink }),
    ],
  }
}

/** A dashed line for what the series are held against. */
export function referenceEntry(label: string, theme: FigureTheme): LegendEntry {
  const look = { stroke: colour('baseline', theme), 'stroke-width': 1.5, 'stroke-dasharray': '7 4' }
  return { label, sample: (x, y) => tag('path', { d: `M${x},${y}h24`, ...look }) }
}
