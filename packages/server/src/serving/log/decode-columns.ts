import { Buffer } from 'node:buffer'
import { hash } from 'node:crypto'
import {
  type BooleanColumn,
  type Column,
  type ColumnBatch,
  missingBoolean,
  type NumberColumn,
  type TextColumn,
} from '../../datasets/types.ts'
import { commonColumns, type LogTable, type LogTableColumn, tableOf } from './log-table.ts'
import {
  contextTexts,
  doubleAt,
  fixedBytes,
  hashBytes,
  missingLongText,
  missingText,
  noRow,
  recordKinds,
  wordAt,
} from './record-layout.ts'
import type { LogColumn, LogHeader } from './types.ts'

/** Records one after the other in memory that begins at a multiple of eight. */
export interface RecordBlock {
  readonly header: LogHeader
  readonly memory: ArrayBuffer
  /** Where each payload begins, in order. */
  readonly starts: Float64Array
}

const at = Object.fromEntries(commonColumns.map(({ name }, index) => [name, index]))
const place = (name: string) => at[name] as number // a name of the list above

const p = {
  predictionId: place('prediction_id'),
  requestId: place('request_id'),
  kind: place('kind'),
  eventTime: place('event_time'),
  recordedTime: place('recorded_time'),
  contractDigest: place('contract_digest'),
  routeRevision: place('route_revision'),
  propensity: place('propensity'),
  experimentIteration: place('experiment_iteration'),
  unit: place('unit'),
  latencyUs: place('latency_us'),
  status: place('status'),
  sampling: place('sampling_probability'),
  key1: place('prediction_key_1'),
  key2: place('prediction_key_2'),
} as const

const contextPlaces = contextTexts.map((name) =>
  place(name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)),
)

/** Most margins of a record of a block. */
export function rawWidthOf({ memory, starts }: RecordBlock): number {
  const words = new Uint32Array(memory)
  let most = 0
  for (const start of starts) most = Math.max(most, words[start / 4 + wordAt.rawCount] ?? 0)
  return most
}

/** The time at which the i-th record of a block was recorded; microseconds since 1970 UTC. */
export function recordedTimesOf({ memory, starts }: RecordBlock): Float64Array {
  const doubles = new Float64Array(memory)
  return Float64Array.from(starts, (start) => doubles[start / 8 + doubleAt.recordedTime] as number)
}

/** Reads records as `RecordEncoder` writes them into columns, without an object for each. */
export class RecordColumns {
  readonly columns: readonly LogTableColumn[]
  readonly #capacity: number
  readonly #table: LogTable
  readonly #header: LogHeader
  readonly #numbers: readonly (Float64Array | undefined)[]
  readonly #booleans: readonly (Uint8Array | undefined)[]
  readonly #texts: readonly (Texts | undefined)[]
  readonly #doubles: readonly DoubleReader[]
  readonly #hashes: readonly Place[]
  readonly #plainTexts: readonly Place[]
  readonly #longTexts: readonly Place[]
  #context: Buffer = Buffer.alloc(0)
  #contextCodes = new Int32Array(contextTexts.length).fill(-1)
  #count = 0

  constructor(header: LogHeader, rawWidth: number, capacity: number) {
    this.#header = header
    this.#capacity = capacity
    this.#table = tableOf(header, rawWidth)
    this.columns = this.#table.columns
    const made = this.columns.map(({ kind }) => kind)
    this.#numbers = made.map((kind) =>
      kind === 'text' || kind === 'boolean' ? undefined : new Float64Array(capacity),
    )
    this.#booleans = made.map((kind) => (kind === 'boolean' ? new Uint8Array(capacity) : undefined))
    this.#texts = made.map((kind) => (kind === 'text' ? new Texts(capacity) : undefined))
    const stored = (storage: LogColumn['storage']) =>
      header.columns.filter((column) => column.storage === storage)
    this.#doubles = ['feature', 'output'].flatMap((group) =>
      stored('f64').flatMap((column) => (column.group === group ? this.#readerOf(column) : [])),
    )
    this.#hashes = stored('hash').map((column) => this.#placeOf(column))
    this.#plainTexts = stored('text').map((column) => this.#placeOf(column))
    this.#longTexts = stored('longText').map((column) => this.#placeOf(column))
  }

  get count(): number {
    return this.#count
  }

  get isFull(): boolean {
    return this.#count === this.#capacity
  }

  /** Adds the i-th record of a block. */
  add(memory: RecordMemory, start: number): void {
    const row = this.#count++
    const { doubles, words, bytes } = memory
    const d = start / 8
    const w = start / 4
    const status = words[w + wordAt.status] as number
    const kind = (status >>> 16) & 0xff
    if (recordKinds[kind] === undefined) throw new RangeError(`A record has the kind ${kind}.`)
    this.#setNumber(p.eventTime, row, doubles[d + doubleAt.eventTime])
    this.#setNumber(p.recordedTime, row, doubles[d + doubleAt.recordedTime])
    this.#setNumber(p.propensity, row, doubles[d + doubleAt.propensity])
    this.#setNumber(p.sampling, row, doubles[d + doubleAt.sampling])
    this.#setNumber(p.latencyUs, row, words[w + wordAt.latencyUs])
    this.#setNumber(p.routeRevision, row, words[w + wordAt.routeRevision])
    const iteration = words[w + wordAt.experimentIteration] as number
    this.#setNumber(p.experimentIteration, row, iteration === 0 ? Number.NaN : iteration)
    this.#setNumber(p.status, row, status & 0xffff)
    this.#textsAt(p.kind).shared(row, recordKinds[kind] as string)
    this.#textsAt(p.contractDigest).shared(row, this.#header.contractDigest)
    const isAnswered = kind === 0
    let end = start + fixedBytes
    const rawCount = words[w + wordAt.rawCount] as number
    if (isAnswered) end = this.#readValues(memory, row, end, rawCount)
    else this.#clearValues(row)
    end = this.#readIds(bytes, row, end, status >>> 24, words[w + wordAt.row] as number)
    end = this.#readContext(bytes, row, end)
    if (isAnswered) this.#readTexts(bytes, row, end)
  }

  /** The rows so far; valid until `clear`. */
  batch(): ColumnBatch {
    const columns = new Map<string, Column>()
    for (const [index, { name, kind }] of this.columns.entries()) {
      columns.set(name, this.#columnAt(index, kind))
    }
    return { count: this.#count, columns }
  }

  clear(): void {
    this.#count = 0
    this.#context = Buffer.alloc(0)
    for (const texts of this.#texts) texts?.clear()
  }

  #columnAt(index: number, kind: LogTableColumn['kind']): Column {
    const texts = this.#texts[index]
    if (texts !== undefined) return texts.column
    const booleans = this.#booleans[index]
    if (booleans !== undefined) return { kind: 'boolean', values: booleans } as BooleanColumn
    const values = this.#numbers[index] as Float64Array
    return { kind: kind === 'timestamp' ? 'timestamp' : 'number', values } as NumberColumn
  }

  #placeOf(column: LogColumn): Place {
    const placed = this.#table.placed.find((one) => one.column === column)
    if (placed !== undefined) return { at: placed.at }
    // What a prediction sticks to is the first unit of the contract.
    const unit = this.#header.columns.find(({ group }) => group === 'unit')
    return { at: column === unit ? p.unit : -1 }
  }

  #readerOf(column: LogColumn): readonly DoubleReader[] {
    const { at: first } = this.#placeOf(column)
    return Array.from({ length: column.width }, (_, i) => {
      const index = first + i
      const { levels } = column
      const texts = this.#texts[index]
      texts?.fix(levels?.map(String) ?? [])
      const booleans = this.#booleans[index]
      const numbers = this.#numbers[index]
      const isTime = column.type === 'timestamp'
      return { numbers, booleans, texts, isTime, levels: levels?.length ?? 0 }
    })
  }

  #readValues({ doubles, bytes }: RecordMemory, row: number, from: number, rawCount: number) {
    let d = from / 8
    for (let k = 0; k < this.#doubles.length; k++) {
      store(this.#doubles[k] as DoubleReader, row, doubles[d++] as number)
    }
    for (let k = 0; k < this.#table.rawWidth; k++) {
      this.#setNumber(this.#table.rawAt + k, row, k < rawCount ? doubles[d + k] : Number.NaN)
    }
    let end = (d + rawCount) * 8
    for (const { at: index } of this.#hashes) {
      const hex = bytes.toString('hex', end, end + hashBytes)
      this.#setText(index, row, /^0+$/.test(hex) ? undefined : hex)
      end += hashBytes
    }
    return end
  }

  #clearValues(row: number): void {
    for (let k = 0; k < this.#doubles.length; k++) {
      store(this.#doubles[k] as DoubleReader, row, Number.NaN)
    }
    for (let k = 0; k < this.#table.rawWidth; k++) {
      this.#setNumber(this.#table.rawAt + k, row, Number.NaN)
    }
    for (const { at: index } of this.#hashes) this.#setText(index, row, undefined)
    for (const { at: index } of this.#plainTexts) this.#setText(index, row, undefined)
    for (const { at: index } of this.#longTexts) this.#setText(index, row, undefined)
    if (this.#hasNoUnit) this.#textsAt(p.unit).missing(row)
  }

  #readIds(bytes: Buffer, row: number, from: number, length: number, number: number): number {
    const end = from + length
    const requestId = bytes.toString('latin1', from, end)
    this.#textsAt(p.requestId).repeated(row, requestId)
    if (number === noRow) {
      this.#textsAt(p.predictionId).missing(row)
      this.#setNumber(p.key1, row, Number.NaN)
      this.#setNumber(p.key2, row, Number.NaN)
      return end
    }
    const predictionId = `${requestId}.${number}`
    this.#textsAt(p.predictionId).own(row, predictionId)
    const digest = hash('sha256', predictionId, 'hex')
    this.#setNumber(p.key1, row, Number.parseInt(digest.slice(0, 13), 16))
    this.#setNumber(p.key2, row, Number.parseInt(digest.slice(13, 26), 16))
    return end
  }

  /** Most records have the context of the one before: then it is not read again. */
  #readContext(bytes: Buffer, row: number, from: number): number {
    const { length } = this.#context
    if (length === 0 || bytes.compare(this.#context, 0, length, from, from + length) !== 0) {
      let end = from
      for (const [k, index] of contextPlaces.entries()) {
        const size = bytes.readUInt16LE(end)
        const text = size === missingText ? '' : bytes.toString('utf8', end + 2, end + 2 + size)
        end += 2 + (size === missingText ? 0 : size)
        this.#contextCodes[k] = text === '' ? -1 : this.#textsAt(index).codeOf(text)
      }
      this.#context = bytes.subarray(from, end)
    }
    for (let k = 0; k < contextPlaces.length; k++) {
      this.#textsAt(contextPlaces[k] as number).codes[row] = this.#contextCodes[k] as number
    }
    return from + this.#context.length
  }

  #readTexts(bytes: Buffer, row: number, from: number): void {
    let end = from
    for (const { at: index } of this.#plainTexts) {
      const size = bytes.readUInt16LE(end)
      end += 2
      if (size === missingText) {
        this.#setText(index, row, undefined)
        continue
      }
      this.#setText(index, row, bytes.toString('utf8', end, end + size))
      end += size
    }
    for (const { at: index } of this.#longTexts) {
      const size = bytes.readUInt32LE(end)
      end += 4
      const text = size === missingLongText ? undefined : bytes.toString('utf8', end, end + size)
      this.#setText(index, row, text)
      end += size === missingLongText ? 0 : size
    }
    if (this.#hasNoUnit) this.#textsAt(p.unit).missing(row)
  }

  get #hasNoUnit(): boolean {
    return !this.#header.columns.some(({ group }) => group === 'unit')
  }

  #setNumber(index: number, row: number, value: number | undefined): void {
    const values = this.#numbers[index] as Float64Array // a column of numbers
    values[row] = value ?? Number.NaN
  }

  #setText(index: number, row: number, text: string | undefined): void {
    if (index < 0) return
    if (text === undefined) this.#textsAt(index).missing(row)
    else this.#textsAt(index).shared(row, text)
  }

  #textsAt(index: number): Texts {
    return this.#texts[index] as Texts // a column of texts
  }
}

/** The same memory as bytes, words and doubles. */
export interface RecordMemory {
  readonly bytes: Buffer
  readonly words: Uint32Array
  readonly doubles: Float64Array
}

export function memoryOf({ memory }: RecordBlock): RecordMemory {
  return {
    bytes: Buffer.from(memory),
    words: new Uint32Array(memory),
    doubles: new Float64Array(memory),
  }
}

interface Place {
  /** -1: nowhere. */
  readonly at: number
}

/** Where a double goes: one of the three, by the column's kind. */
interface DoubleReader {
  readonly numbers: Float64Array | undefined
  readonly booleans: Uint8Array | undefined
  readonly texts: Texts | undefined
  readonly isTime: boolean
  readonly levels: number
}

function store(to: DoubleReader, row: number, value: number) {
  const { numbers, booleans, texts, isTime, levels } = to
  if (numbers !== undefined) {
    // A time that is no count of microseconds is none.
    numbers[row] = isTime && !Number.isSafeInteger(value) ? Number.NaN : value
  } else if (booleans !== undefined) {
    booleans[row] = Number.isNaN(value) ? missingBoolean : value === 0 ? 0 : 1
  } else if (texts !== undefined) {
    if (Number.isNaN(value)) texts.codes[row] = -1
    else if (value >= 0 && value < levels) texts.codes[row] = value
    else texts.shared(row, String(value))
  }
}

/** A column of texts: distinct ones, and which of them each row has. */
class Texts {
  readonly codes: Int32Array
  #texts: string[] = []
  #known = new Map<string, number>()
  #fixed: readonly string[] = []
  #last: string | undefined

  constructor(capacity: number) {
    this.codes = new Int32Array(capacity)
  }

  get column(): TextColumn {
    return { kind: 'text', codes: this.codes, levels: { texts: this.#texts } }
  }

  /** Has the texts of levels under their positions. */
  fix(levels: readonly string[]): void {
    this.#fixed = levels
    this.clear()
  }

  missing(row: number): void {
    this.codes[row] = -1
  }

  /** A text that other rows may have too. */
  shared(row: number, text: string): void {
    this.codes[row] = this.codeOf(text)
  }

  /** A text that rows after each other may have. */
  repeated(row: number, text: string): void {
    if (text !== this.#last) this.#texts.push(text)
    this.#last = text
    this.codes[row] = this.#texts.length - 1
  }

  /** A text that no other row has. */
  own(row: number, text: string): void {
    this.codes[row] = this.#texts.length
    this.#texts.push(text)
  }

  codeOf(text: string): number {
    const known = this.#known.get(text)
    if (known !== undefined) return known
    const code = this.#texts.length
    this.#texts.push(text)
    this.#known.set(text, code)
    return code
  }

  clear(): void {
    this.#texts = [...this.#fixed]
    this.#known = new Map(this.#fixed.map((text, code) => [text, code]))
    this.#last = undefined
  }
}
