import { toCell } from '../rows/csv-cells.ts'
import type { Level } from './types.ts'

/** Levels side by side, quoted as in CSV, so that one with a comma is not read as two. */
export function levelsText(levels: readonly Level[]): string {
  return levels.map((level) => toCell(String(level))).join(', ')
}
