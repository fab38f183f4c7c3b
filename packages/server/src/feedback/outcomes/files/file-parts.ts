import { Buffer } from 'node:buffer'
import { type RecordBlock, RecordSplitter } from '@ratchet-ml/scoring'
import { Problem } from '../../../platform/problem.ts'
import type { ColumnChoice } from '../order.ts'
import { openOutcomeTable } from '../read-table.ts'
import { checkUtf8 } from './check-utf8.ts'
import { WatchedFile } from './watched-file.ts'

/** A part of a file of outcomes, as it can be sent. */
export interface FilePart {
  readonly form: 'ndjson' | 'csv'
  readonly bytes: Uint8Array
  /** What is added to the numbers of its rows to have those of the file. */
  readonly offset: number
  readonly place: 'line' | 'row'
  /** How much of the file has been read with it, from 0 to 1. */
  readonly share: number
}

const partBytes = 4 << 20
/** A record that is longer belongs to no part; those of over a megabyte are refused by themselves. */
const mostRecordBytes = 3 << 20

/**
 * The lines of a file in parts of some megabytes, the header of CSV before each.
 * @throws Problem `file-not-found`, `data-unreadable`, `row-too-large`
 */
export async function* partsOfLines(
  path: string,
  name: string,
  form: 'ndjson' | 'csv',
): AsyncGenerator<FilePart> {
  const file = await WatchedFile.open(path, name)
  try {
    await checkUtf8(file)
    yield* cut(file, form)
    await file.checkUnchanged()
  } finally {
    await file.close()
  }
}

async function* cut(file: WatchedFile, form: 'ndjson' | 'csv'): AsyncGenerator<FilePart> {
  const splitter = new RecordSplitter({ quotes: form === 'csv', maximumBytes: mostRecordBytes })
  const gathered = new Gathered(form)
  let read = 0
  for await (const chunk of file.chunks()) {
    read += chunk.length
    const block = splitter.push(chunk)
    if (block.oversized !== undefined) throw tooLong(file.file, block.oversized)
    gathered.add(block)
    if (gathered.sizeBytes >= partBytes) yield gathered.take(read / file.sizeBytes)
  }
  gathered.add(splitter.end())
  if (gathered.hasAny) yield gathered.take(1)
}

/** Records on their way into a part. */
class Gathered {
  sizeBytes = 0
  readonly #form: 'ndjson' | 'csv'
  #header: Buffer | undefined
  #isHeaderSent = false
  #pieces: Buffer[] = []
  #firstLine: number | undefined

  constructor(form: 'ndjson' | 'csv') {
    this.#form = form
  }

  /** A header alone is sent too, so that its columns are checked. */
  get hasAny(): boolean {
    return this.sizeBytes > 0 || (this.#header !== undefined && !this.#isHeaderSent)
  }

  add({ bytes, ends, lines }: RecordBlock): void {
    let from = 0
    let first = lines[0]
    if (this.#form === 'csv' && this.#header === undefined && ends[0] !== undefined) {
      from = ends[0]
      first = lines[1]
      this.#header = Buffer.from(bytes.subarray(0, from))
    }
    if (from >= bytes.length) return
    this.#pieces.push(Buffer.from(bytes.subarray(from)))
    this.sizeBytes += bytes.length - from
    this.#firstLine ??= first
  }

  take(share: number): FilePart {
    const header = this.#header ?? Buffer.alloc(0)
    // The header's own lines are counted by whoever reads the part.
    const before = header.filter((byte) => byte === 0x0a).length
    const offset = Math.max(0, (this.#firstLine ?? 1) - 1 - before)
    const bytes = Buffer.concat([header, ...this.#pieces])
    this.#isHeaderSent = true
    this.#pieces = []
    this.sizeBytes = 0
    this.#firstLine = undefined
    return { form: this.#form, bytes, offset, place: 'line', share }
  }
}

/**
 * The rows of a Parquet file in parts, as lines of JSON.
 * @throws Problem as `openOutcomeTable` does
 */
export async function* partsOfTable(
  path: string,
  name: string,
  choice: ColumnChoice,
): AsyncGenerator<FilePart> {
  const table = await openOutcomeTable(path, name, choice, 'text')
  try {
    const total = table.rowCount ?? 0
    let lines: string[] = []
    let first = 1
    for await (const rows of table.rows()) {
      if (lines.length === 0) first = rows.first
      for (const record of rows.records) lines.push(lineOf(record))
      const read = rows.first - 1 + rows.records.length
      if (lines.length < rowsPerPart && read < total) continue
      yield partOf(lines, first, read / total)
      lines = []
    }
    if (lines.length > 0) yield partOf(lines, first, 1)
  } finally {
    await table.close()
  }
}

const rowsPerPart = 20_000

function partOf(lines: readonly string[], first: number, share: number): FilePart {
  const bytes = Buffer.from(lines.join(''))
  return { form: 'ndjson', bytes, offset: first - 1, place: 'row', share }
}

function lineOf(record: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify(record, inexact)}\n`
}

/** Whole numbers that a double may have rounded are written as such: with an exponent. */
function inexact(_key: string, value: unknown): unknown {
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return value
  const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown } // ECMAScript 2026
  return rawJSON((value as number).toExponential())
}

function tooLong(file: string, line: number): Problem {
  return new Problem(
    'row-too-large',
    `${file}, line ${line}: found a row of over ${mostRecordBytes} bytes, or a quote that is never closed.`,
  )
}
