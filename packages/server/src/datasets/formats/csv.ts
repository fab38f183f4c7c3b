import {
  type Contract,
  createCsvReader,
  type Field,
  type InputRow,
  type RowStream,
} from '@ratchet-ml/scoring'
import type { ColumnInfo } from '../types.ts'
import { describeDialect, type Sniffed, sniffDialect } from './csv-dialect/sniff-dialect.ts'
import { ToRfc4180 } from './csv-dialect/to-rfc4180.ts'
import type { Dialect } from './csv-dialect/types.ts'
import { FileBytes } from './file-bytes.ts'
import type { RowSource } from './row-source.ts'
import { openText, type TextFormat } from './text-source.ts'

const number = /^\s*[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|inf(?:inity)?)\s*$/i
const numberWithComma = /^\s*[+-]?(?:\d+(?:,\d*)?|,\d+)(?:[eE][+-]?\d+)?\s*$/
const missing = /^\s*(?:(?:NA|NaN|null)\s*)?$/

const csv: TextFormat = {
  isNumber: (text) => number.test(text) || missing.test(text),
  isBoolean: (text) => /^\s*(?:true|false)\s*$/i.test(text),
  createReader: (columns, texts) => createCsvReader(contractOf(columns, texts)),
}

/** Bytes that a dialect is found out from. */
const bytesSniffed = 1 << 16

/**
 * Opens comma-separated values (RFC 4180) with a header. A column is of numbers, times or booleans
 * when all its values in the first thousand rows are, and of text else.
 *
 * @param known with it the dialect is found out from the first bytes, but for what is known
 * @throws Problem `file-not-found`, `data-unreadable`
 */
export async function openCsv(
  path: string,
  file: string,
  known?: Partial<Dialect>,
): Promise<RowSource> {
  if (known === undefined) return await openText(path, file, csv)
  const { dialect, columns } = await sniffFile(path, file, known)
  const description = describeDialect(dialect)
  if (description === undefined) return await openText(path, file, csv)
  const source = await openText(path, file, formatOf(dialect, columns))
  return Object.assign(source, { dialect: description })
}

async function sniffFile(path: string, file: string, known: Partial<Dialect>): Promise<Sniffed> {
  const bytes = await FileBytes.open(path, file)
  try {
    const end = Math.min(bytes.byteLength, bytesSniffed)
    const start = new Uint8Array(await bytes.slice(0, end))
    return sniffDialect(start, end === bytes.byteLength, file, known)
  } finally {
    await bytes.close()
  }
}

function formatOf(dialect: Dialect, width: number): TextFormat {
  const hasComma = dialect.decimal === ','
  return {
    ...csv,
    ...(hasComma && { isNumber: (text) => numberWithComma.test(text) || missing.test(text) }),
    createReader: (asked, texts) => {
      // Where the comma is the decimal sign, numbers come as they are written.
      const read = hasComma ? asked.filter(({ kind }) => kind !== 'number') : asked
      const numbers = hasComma ? asked.filter(({ kind }) => kind === 'number') : []
      const reader = createCsvReader(contractOf(read, texts))
      const names = dialect.hasHeader ? [] : madeUpNames(width)
      return new DialectReader(reader, new ToRfc4180(dialect), names, numbers)
    },
  }
}

/** Names of the columns of a file without a header. */
function madeUpNames(columns: number): readonly string[] {
  return Array.from({ length: columns }, (_, i) => `column_${i + 1}`)
}

/** Reads rows of a dialect as rows of RFC 4180. */
class DialectReader implements RowStream {
  readonly #reader: RowStream
  readonly #rewrite: ToRfc4180
  readonly #numbers: readonly ColumnInfo[]
  /** A line before the first, where the names of the columns are made up. */
  readonly #shift: number

  constructor(
    reader: RowStream,
    rewrite: ToRfc4180,
    names: readonly string[],
    numbers: readonly ColumnInfo[],
  ) {
    this.#reader = reader
    this.#rewrite = rewrite
    this.#numbers = numbers
    this.#shift = names.length > 0 ? 1 : 0
    if (names.length === 0) return
    reader.push(new TextEncoder().encode(`${names.join(',')}\n`))
  }

  push(bytes: Uint8Array): readonly InputRow[] {
    return this.#finish(this.#reader.push(this.#rewrite.push(bytes)))
  }

  end(): readonly InputRow[] {
    const rows = this.#finish(this.#reader.push(this.#rewrite.end()))
    return [...rows, ...this.#finish(this.#reader.end())]
  }

  #finish(rows: readonly InputRow[]): readonly InputRow[] {
    if (this.#shift === 0 && this.#numbers.length === 0) return rows
    return rows.map((row) => {
      const line = row.line - this.#shift
      if (row.kind === 'row') this.#readNumbers(row.record as Record<string, unknown>) // a CSV row
      return { ...row, line }
    })
  }

  #readNumbers(record: Record<string, unknown>): void {
    for (const { name } of this.#numbers) {
      const cell = record[name]
      if (typeof cell !== 'string') continue
      if (missing.test(cell)) record[name] = null
      else if (numberWithComma.test(cell)) record[name] = Number(cell.replace(',', '.'))
    }
  }
}

/** Tells scoring's reader how to read cells; columns that are not named are text, but never the empty one. */
function contractOf(columns: readonly ColumnInfo[], texts?: ReadonlySet<string>): Contract {
  const inputs = columns
    .filter(({ name, kind }) => kind !== 'text' || texts?.has(name))
    .map(({ name, kind }): Field => ({ name, role: 'feature', type: kind, missing: 'accept' }))
  const numeric = { raw: 'bit-exact', linkUlp: 0 } as const
  return { task: 'regression', inputs, extra: 'ignore', outputs: [], numeric }
}
