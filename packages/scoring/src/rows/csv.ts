import { isSimilarName } from '../contract/similar-names.ts'
import { type Contract, featuresOf } from '../contract/types.ts'
import { Refusal, type RefusalCode } from '../refusals.ts'
import { type CellValue, cellValueOf, emptyTextOf } from './cell-values.ts'
import { type Cell, quotedEmpty, splitCells } from './csv-cells.ts'
import { type InputRow, type RowStream, unreadable } from './input-row.ts'
import { type TextOptions, TextRecords } from './text-records.ts'

/**
 * Rows of comma-separated values (RFC 4180, UTF-8), the first record naming the columns. Cells are
 * read by the type of their field, so that the rows are those that NDJSON would give: an empty cell,
 * NA, NaN and null are missing in numeric columns, only the empty cell in others. A quoted empty cell
 * is the empty text in columns of texts and of categories that are texts.
 *
 * `push` and `end` throw a Refusal when the header repeats a column, lacks a feature of the
 * contract, or has a column that the contract refuses.
 */
export function createCsvReader(contract: Contract, options: TextOptions = {}): RowStream {
  let columns: readonly Column[] | undefined
  const read = (text: string, line: number): InputRow | undefined => {
    if (columns !== undefined) return readRecord(text, line, columns)
    columns = readHeader(text, line, contract)
    return undefined
  }
  return new TextRecords(true, read, options)
}

interface Column {
  readonly name: string
  readonly toValue: CellValue
  /** What a quoted empty cell stands for. */
  readonly emptyText: '' | null
}

function readHeader(text: string, line: number, contract: Contract): readonly Column[] {
  const cells = splitCells(text)
  if (cells === undefined) throw strayQuoteInHeader(line)
  const names = cells.map((cell) => (cell === quotedEmpty ? '' : cell))
  const seen = new Set<string>()
  const repeated = names.find((name) => seen.size === seen.add(name).size)
  if (repeated !== undefined) {
    const found = `the column ${JSON.stringify(repeated)} twice`
    throw headerRefusal('row-unreadable', line, found, 'every column once')
  }
  checkFeatures(names, line, contract)
  const fields = new Map(contract.inputs.map((field) => [field.name, field]))
  const surplus = names.find((name) => !fields.has(name))
  if (surplus !== undefined && contract.extra === 'refuse') {
    const found = `the column ${JSON.stringify(surplus)}`
    throw headerRefusal('row-field-unknown', line, found, 'only fields of the contract')
  }
  return names.map((name) => {
    const field = fields.get(name)
    return { name, toValue: cellValueOf(field), emptyText: emptyTextOf(field) }
  })
}

function checkFeatures(names: readonly string[], line: number, contract: Contract): void {
  const given = new Set(names)
  const lacking = featuresOf(contract).find(({ name }) => !given.has(name))
  if (lacking === undefined) return
  const similar = names.find((name) => isSimilarName(name, lacking.name))
  const header = names.slice(0, 8).join(',').slice(0, 80)
  const found = similar === undefined ? `the header ${header}` : `the column ${similar}`
  const expected = `a column ${lacking.name}`
  const separated = names.length === 1 && /[;\t|]/.exec(names[0] as string)?.[0]
  const hint = separated
    ? `The columns seem to be separated by ${JSON.stringify(separated)}: separate them by commas.`
    : undefined
  throw headerRefusal('row-field-missing', line, found, expected, hint)
}

function strayQuoteInHeader(line: number): Refusal {
  return headerRefusal('row-unreadable', line, 'a quote within a name', 'names quoted as a whole')
}

function headerRefusal(
  code: RefusalCode,
  line: number,
  found: string,
  expected: string,
  hint?: string,
): Refusal {
  const detail = { code, place: `line ${line}, the CSV header`, found, expected }
  return new Refusal(hint === undefined ? detail : { ...detail, hint })
}

function readRecord(text: string, line: number, columns: readonly Column[]): InputRow {
  const cells = splitCells(text)
  if (cells === undefined) {
    return unreadable(line, 'a quote within a cell', 'cells quoted as a whole, quotes doubled')
  }
  if (cells.length !== columns.length) {
    const found = text === '' ? 'an empty line' : `${cells.length} cells`
    return unreadable(line, found, `${columns.length} cells, as in the header`)
  }
  const record: Record<string, unknown> = {}
  for (let i = 0; i < columns.length; i++) {
    const { name, toValue, emptyText } = columns[i] as Column
    const cell = cells[i] as Cell
    const value = cell === quotedEmpty ? emptyText : toValue(cell)
    if (name === '__proto__') {
      // Assignment would set the prototype instead of a member.
      Object.defineProperty(record, name, { value, enumerable: true })
    } else record[name] = value
  }
  return { kind: 'row', line, record }
}
