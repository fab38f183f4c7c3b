/** A table for people: a header and rows in columns, numbers to the right. */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  )
  const numeric = header.map((_, column) => rows.every((row) => isNumeric(row[column] ?? '')))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return numeric[column] === true ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd()
  return [line(header), ...rows.map(line)].join('\n')
}

function isNumeric(cell: string): boolean {
  return cell === '' || /^[+-]?[\d,]+(\.\d+)?( ?[a-zA-Z%]{1,3})?$/.test(cell)
}

/** An instant of the wire as people read it in a column: UTC to the second. */
export function shownInstant(instant: string): string {
  return instant.slice(0, 19).replace('T', ' ')
}
