import type { Figure, FigureOptions, FigureSize } from '@ratchet-ml/figures'
import { element, figureMarkup, type Html } from './element.ts'

/** A figure as it stands in a report: its colours are variables of the page. */
export function figureOf(
  id: string,
  size: FigureSize,
  draw: (options: FigureOptions) => Figure,
): Html {
  const { svg } = draw({ id, size })
  return element('figure', { class: size }, figureMarkup(svg))
}
