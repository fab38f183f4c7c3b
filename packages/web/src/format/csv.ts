import type { FigureTable } from '@ratchet-ml/figures'

/** A table as CSV (RFC 4180). Cells that a spreadsheet would run as a formula begin with an apostrophe. */
export function csvText(table: FigureTable): string {
  return [table.columns, ...table.rows].map((row) => `${row.map(cellOf).join(',')}\r\n`).join('')
}

function cellOf(text: string): string {
  const isFormula = /^[=+@\t\r]|^-(?!\d)/.test(text)
  const safe = isFormula ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
