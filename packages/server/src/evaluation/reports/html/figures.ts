import type { Figure, FigureOptions, FigureSize } from '@ratchet-ml/figures'
import { element, figureMarkup, type Html } from './element.ts'

/** A figure as it stands in a report: its colours are variables of the page. */
export function figureOf(
  id: string,
  size: FigureSize,
  draw: (options: FigureOptions) => Figure,
): Html {
  const { svg } = draw({ id, size })
  // On a narrow screen a wide one scrolls by itself, and what scrolls must be reachable by keyboard.
  const tabindex = size === 'wide' ? '0' : undefined
  return element('figure', { class: size, tabindex }, figureMarkup(svg))
}
