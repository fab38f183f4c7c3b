/**
 * The cells of one CSV record (RFC 4180): separated by commas, quoted where they hold commas, quotes
 * or line ends. `undefined` when a quote stands where none may.
 */
export function splitCells(record: string): string[] | undefined {
  if (!record.includes('"')) return record.split(',')
  const cells: string[] = []
  let at = 0
  for (;;) {
    const end = record[at] === '"' ? endOfQuoted(record, at) : endOfPlain(record, at)
    if (end === undefined) return undefined
    const cell = record.slice(at, end)
    cells.push(record[at] === '"' ? cell.slice(1, -1).replaceAll('""', '"') : cell)
    if (end === record.length) return cells
    at = end + 1
  }
}

/** A cell as CSV writes it: quoted only where it must be. */
export function toCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function endOfPlain(record: string, at: number): number | undefined {
  const comma = record.indexOf(',', at)
  const end = comma === -1 ? record.length : comma
  const quote = record.indexOf('"', at)
  return quote !== -1 && quote < end ? undefined : end
}

function endOfQuoted(record: string, at: number): number | undefined {
  let close = record.indexOf('"', at + 1)
  while (close !== -1 && record[close + 1] === '"') close = record.indexOf('"', close + 2)
  if (close === -1) return undefined
  const end = close + 1
  return end === record.length || record[end] === ',' ? end : undefined
}
