import type { LogQueryView } from '@ratchet-ml/protocol'
import { toCell } from '@ratchet-ml/scoring'

type Cells = LogQueryView['rows'][number]

/** An answer as people read it: columns beside each other, numbers to the right. */
export function formatTable({ columns, rows }: Pick<LogQueryView, 'columns' | 'rows'>): string {
  const texts = rows.map((row) => row.map(textOf))
  const isNumber = columns.map((_, i) => rows.every((row) => typeof row[i] !== 'string'))
  const widths = columns.map(({ name }, i) =>
    Math.max(name.length, ...texts.map((row) => row[i]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (isNumber[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd()
  const rule = widths.map((width) => '-'.repeat(width)).join('  ')
  return [line(columns.map(({ name }) => name)), rule, ...texts.map(line)].join('\n')
}

/** An answer as CSV (RFC 4180); a missing value is empty, and an empty text is quoted. */
export function formatCsv({ columns, rows }: Pick<LogQueryView, 'columns' | 'rows'>): string {
  const header = columns.map(({ name }) => toCell(name))
  const lines = rows.map((row) => row.map(cellOf))
  return [header, ...lines].map((cells) => cells.join(',')).join('\r\n')
}

/** An answer as one JSON object a row. */
export function formatNdjson({ columns, rows }: Pick<LogQueryView, 'columns' | 'rows'>): string {
  return rows
    .map((row) => JSON.stringify(Object.fromEntries(columns.map(({ name }, i) => [name, row[i]]))))
    .join('\n')
}

function textOf(cell: Cells[number]): string {
  return cell === null ? '' : String(cell)
}

function cellOf(cell: Cells[number]): string {
  return cell === null ? '' : toCell(String(cell))
}
