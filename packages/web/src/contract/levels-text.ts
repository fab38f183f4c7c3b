/** Levels side by side, quoted as in CSV where they hold commas, so that one is not read as two. */
export function levelsText(levels: readonly (string | number)[]): string {
  return levels.map((level) => shownLevel(String(level))).join(', ')
}

function shownLevel(level: string): string {
  return level === '' || /[",\r\n]/.test(level) ? `"${level.replaceAll('"', '""')}"` : level
}
