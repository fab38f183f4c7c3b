/** A cell of two quotes with nothing between them, which a cell without anything in it is not. */
export const quotedEmpty = Symbol('""')

export type Cell = string | typeof quotedEmpty

/**
 * The cells of one CSV record (RFC 4180): separated by commas, quoted where they hold commas, quotes
 * or line ends. `undefined` when a quote stands where none may.
 */
export function splitCells(record: string): Cell[] | undefined {
  if (!record.includes('"')) return record.split(',')
  const cells: Cell[] = []
  let at = 0
  for (;;) {
    const end = record[at] === '"' ? endOfQuoted(record, at) : endOfPlain(record, at)
    if (end === undefined) return undefined
    cells.push(record[at] === '"' ? toQuoted(record.slice(at + 1, end - 1)) : record.slice(at, end))
    if (end === record.length) return cells
    at = end + 1
  }
}

/** A text as CSV writes it: quoted only where it must be. An empty text is, since nothing is a missing one. */
export function toCell(text: string): string {
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function toQuoted(content: string): Cell {
  return content === '' ? quotedEmpty : content.replaceAll('""', '"')
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
