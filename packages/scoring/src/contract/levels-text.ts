import { toCell } from '../rows/csv-cells.ts'
import type { Level } from './types.ts'

/** Levels side by side, quoted as in CSV, so that one with a comma is not read as two. */
export function levelsText(levels: readonly Level[]): string {
  return levels.map((level) => toCell(String(level))).join(', ')
}

const mostShown = 5

/** The same of many: the first few, and how many there are. */
export function fewLevelsText(levels: readonly Level[]): string {
  const shown = levelsText(levels.slice(0, mostShown))
  return levels.length > mostShown ? `one of ${levels.length} levels: ${shown}, ...` : shown
}
