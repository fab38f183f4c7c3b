import type { ColumnMetaData, RowGroup, SchemaElement } from 'hyparquet'
import type { Zone } from '../../../platform/zone.ts'
import { LevelTable } from '../../levels.ts'
import type { Column } from '../../types.ts'
import type { BatchMemory } from '../batch-memory.ts'
import type { FileBytes } from '../file-bytes.ts'
import { readForeignChunk } from './foreign-chunk.ts'
import type { ReadableMeaning } from './meaning.ts'
import { heldValues, type PageValues } from './page-values.ts'
import { hasReadableEncodings, readPages } from './pages.ts'
import { toColumn } from './to-column.ts'

/** What a cursor reads. */
export interface CursorOptions {
  readonly bytes: FileBytes
  readonly element: SchemaElement
  readonly meaning: ReadableMeaning
  readonly zone: Zone
  /** Where its values go; in memory of their own without it. */
  readonly memory?: BatchMemory | undefined
}

/** The chunk of a row group, read or being read. */
interface ComingChunk {
  readonly group: RowGroup
  readonly body: Promise<Uint8Array>
}

/**
 * Reads one column from front to back; it holds one compressed chunk, the next one where it is read ahead,
 * and one decoded page.
 */
export class ColumnCursor {
  readonly name: string
  readonly #options: CursorOptions
  #texts = new LevelTable()
  #pages: Iterator<PageValues> = [].values()
  #page = heldValues(new Float64Array(0))
  #at = 0
  #coming: ComingChunk | undefined
  /** Which of two rooms the next chunk goes to: the other one is still read from. */
  #room = 0

  constructor(options: CursorOptions) {
    this.name = options.element.name
    this.#options = options
  }

  /** Begins to read the chunk of a row group, which is entered next. */
  readAhead(group: RowGroup): void {
    if (this.#coming?.group === group) return
    const body = this.#readChunk(group)
    body.catch(() => {}) // told to whoever enters the group
    this.#coming = { group, body }
  }

  /** Goes to the start of a row group. */
  async enter(group: RowGroup): Promise<void> {
    this.readAhead(group)
    const body = await this.#coming?.body
    if (body === undefined) throw new TypeError('no chunk')
    const { element, meaning } = this.#options
    const rows = Number(group.num_rows)
    const chunk = chunkOf(group, element.name)
    // A new table only here: within a group its codes stand in dictionaries.
    this.#texts = this.#texts.next()
    const codeOf = (text: Uint8Array) => this.#texts.codeOfBytes(text)
    this.#page = heldValues(new Float64Array(0))
    this.#at = 0
    if (!hasReadableEncodings(chunk)) {
      const [start] = rangeOf(chunk, rows)
      const foreign = { body, start, chunk, element, rows, codeOf }
      this.#pages = [heldValues(await readForeignChunk(foreign))].values()
      return
    }
    const isUnsigned = meaning.kind === 'number' && meaning.unsigned
    this.#pages = readPages({
      bytes: body,
      codec: chunk.codec,
      storage: { type: chunk.type, isUnsigned, codeOf },
      isOptional: element.repetition_type !== 'REQUIRED',
      rows,
    })
  }

  /** The next rows of the group. */
  read(count: number): Column {
    const { meaning, zone, memory } = this.#options
    const values = memory?.values(this.name, count) ?? new Float64Array(count)
    let done = 0
    while (done < count) {
      if (this.#at === this.#page.length) this.#turn(count - done)
      const some = Math.min(this.#page.length - this.#at, count - done)
      this.#page.copyTo(values, done, this.#at, some)
      this.#at += some
      done += some
    }
    return toColumn(values, meaning, this.#texts, zone)
  }

  async #readChunk(group: RowGroup): Promise<Uint8Array> {
    const { bytes, element, memory } = this.#options
    const [start, end] = rangeOf(chunkOf(group, element.name), Number(group.num_rows))
    this.#room = 1 - this.#room
    const room = `${this.name} ${this.#room}`
    const roomFor = (length: number) => memory?.bytes(room, length) ?? new Uint8Array(length)
    return await bytes.read(start, end, roomFor)
  }

  #turn(missing: number): void {
    const next = this.#pages.next()
    if (next.done === true) throw new RangeError(`${missing} values too few`)
    this.#page = next.value
    this.#at = 0
  }
}

function chunkOf(group: RowGroup, name: string): ColumnMetaData {
  const isOwn = ({ path_in_schema: path }: ColumnMetaData) => path.length === 1 && path[0] === name
  for (const { meta_data: chunk, file_path: file } of group.columns) {
    if (chunk === undefined || !isOwn(chunk)) continue
    if (file !== undefined) throw new RangeError(`a column in another file, ${file}`)
    return chunk
  }
  throw new RangeError('a row group without the column')
}

/** Where a chunk lies in the file; the file checks that it is there. */
function rangeOf(chunk: ColumnMetaData, rows: number): readonly [start: number, end: number] {
  const start = Number(chunk.dictionary_page_offset || chunk.data_page_offset)
  const end = start + Number(chunk.total_compressed_size)
  if (Number(chunk.num_values) !== rows) {
    throw new RangeError(`${chunk.num_values} values in a row group of ${rows} rows`)
  }
  return [start, end]
}
