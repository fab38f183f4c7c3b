import { element, type Html, type HtmlChild } from './element.ts'

export interface TableCell {
  readonly content: HtmlChild
  /** A class of the style sheet, such as `uncounted`. */
  readonly look?: string | undefined
}

export interface TableRow {
  /** Heads the row. */
  readonly head: string
  readonly cells: readonly (TableCell | string)[]
}

export interface Table {
  readonly caption: string
  /** The first is that of the rows' heads. */
  readonly columns: readonly string[]
  readonly rows: readonly TableRow[]
}

/** A table with a caption and headed rows, which scrolls by itself where it is wide. */
export function tableOf({ caption, columns, rows }: Table): Html {
  const head = columns.map((column) => element('th', { scope: 'col' }, breakable(column)))
  const body = rows.map((row) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, breakable(row.head)),
      row.cells.map((cell) =>
        typeof cell === 'string'
          ? element('td', {}, cell)
          : element('td', { class: cell.look }, cell.content),
      ),
    ),
  )
  // What scrolls must be reachable by keyboard, and have a name.
  return element(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
    element(
      'table',
      {},
      element('caption', {}, caption),
      element('thead', {}, element('tr', {}, head)),
      element('tbody', {}, body),
    ),
  )
}

/** A name that may be broken behind its signs, and within long words, as columns are narrow on paper. */
function breakable(name: string): readonly HtmlChild[] {
  const pieces = name.match(/[^:@/_.=\s-]{1,12}[:@/_.=\s-]*|[:@/_.=\s-]+/g) ?? []
  return pieces.flatMap((piece, index) => (index === 0 ? [piece] : [element('wbr', {}), piece]))
}

/** A table behind a line that opens it; it is not printed. */
export function foldedTable(summary: string, table: Table): Html {
  return element('details', {}, element('summary', {}, summary), tableOf(table))
}

/** A paragraph. */
export function paragraph(...children: HtmlChild[]): Html {
  return element('p', {}, ...children)
}

/** Small words under a figure or a table. */
export function note(text: string): Html {
  return element('p', { class: 'note' }, text)
}
