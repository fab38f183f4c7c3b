import { Buffer } from 'node:buffer'
import { hash } from 'node:crypto'
import type { ColumnBatch } from '../../datasets/types.ts'
import { commonColumns, type LogTable, type LogTableColumn, tableOf } from './log-table.ts'
import type { RecordMemory } from './record-block.ts'
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
import { type DoubleReader, storeDouble, TableColumns } from './table-columns.ts'
import type { LogColumn, LogHeader } from './types.ts'

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

/** Reads records as `RecordEncoder` writes them into columns, without an object for each. */
export class RecordColumns {
  readonly columns: readonly LogTableColumn[]
  readonly #capacity: number
  readonly #table: LogTable
  readonly #header: LogHeader
  readonly #values: TableColumns
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
    this.#values = new TableColumns(this.columns, capacity)
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
    this.#values.setNumber(p.eventTime, row, doubles[d + doubleAt.eventTime])
    this.#values.setNumber(p.recordedTime, row, doubles[d + doubleAt.recordedTime])
    this.#values.setNumber(p.propensity, row, doubles[d + doubleAt.propensity])
    this.#values.setNumber(p.sampling, row, doubles[d + doubleAt.sampling])
    this.#values.setNumber(p.latencyUs, row, words[w + wordAt.latencyUs])
    this.#values.setNumber(p.routeRevision, row, words[w + wordAt.routeRevision])
    const iteration = words[w + wordAt.experimentIteration] as number
    this.#values.setNumber(p.experimentIteration, row, iteration === 0 ? Number.NaN : iteration)
    this.#values.setNumber(p.status, row, status & 0xffff)
    this.#values.textsAt(p.kind).shared(row, recordKinds[kind] as string)
    this.#values.textsAt(p.contractDigest).shared(row, this.#header.contractDigest)
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
    return this.#values.batch(this.#count)
  }

  clear(): void {
    this.#count = 0
    this.#context = Buffer.alloc(0)
    this.#values.clear()
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
    const levels = column.levels?.map(String) ?? []
    const isTime = column.type === 'timestamp'
    return Array.from({ length: column.width }, (_, i) =>
      this.#values.doublesAt(first + i, isTime, levels),
    )
  }

  #readValues({ doubles, bytes }: RecordMemory, row: number, from: number, rawCount: number) {
    let d = from / 8
    for (let k = 0; k < this.#doubles.length; k++) {
      storeDouble(this.#doubles[k] as DoubleReader, row, doubles[d++] as number)
    }
    for (let k = 0; k < this.#table.rawWidth; k++) {
      this.#values.setNumber(this.#table.rawAt + k, row, k < rawCount ? doubles[d + k] : Number.NaN)
    }
    let end = (d + rawCount) * 8
    for (const { at: index } of this.#hashes) {
      const hex = bytes.toString('hex', end, end + hashBytes)
      this.#values.setText(index, row, /^0+$/.test(hex) ? undefined : hex)
      end += hashBytes
    }
    return end
  }

  #clearValues(row: number): void {
    for (let k = 0; k < this.#doubles.length; k++) {
      storeDouble(this.#doubles[k] as DoubleReader, row, Number.NaN)
    }
    for (let k = 0; k < this.#table.rawWidth; k++) {
      this.#values.setNumber(this.#table.rawAt + k, row, Number.NaN)
    }
    for (const { at: index } of this.#hashes) this.#values.setText(index, row, undefined)
    for (const { at: index } of this.#plainTexts) this.#values.setText(index, row, undefined)
    for (const { at: index } of this.#longTexts) this.#values.setText(index, row, undefined)
    if (this.#hasNoUnit) this.#values.textsAt(p.unit).missing(row)
  }

  #readIds(bytes: Buffer, row: number, from: number, length: number, number: number): number {
    const end = from + length
    const requestId = bytes.toString('latin1', from, end)
    this.#values.textsAt(p.requestId).repeated(row, requestId)
    if (number === noRow) {
      this.#values.textsAt(p.predictionId).missing(row)
      this.#values.setNumber(p.key1, row, Number.NaN)
      this.#values.setNumber(p.key2, row, Number.NaN)
      return end
    }
    const predictionId = `${requestId}.${number}`
    this.#values.textsAt(p.predictionId).own(row, predictionId)
    const digest = hash('sha256', predictionId, 'hex')
    this.#values.setNumber(p.key1, row, Number.parseInt(digest.slice(0, 13), 16))
    this.#values.setNumber(p.key2, row, Number.parseInt(digest.slice(13, 26), 16))
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
        this.#contextCodes[k] = text === '' ? -1 : this.#values.textsAt(index).codeOf(text)
      }
      this.#context = bytes.subarray(from, end)
    }
    for (let k = 0; k < contextPlaces.length; k++) {
      this.#values.textsAt(contextPlaces[k] as number).codes[row] = this.#contextCodes[k] as number
    }
    return from + this.#context.length
  }

  #readTexts(bytes: Buffer, row: number, from: number): void {
    let end = from
    for (const { at: index } of this.#plainTexts) {
      const size = bytes.readUInt16LE(end)
      end += 2
      if (size === missingText) {
        this.#values.setText(index, row, undefined)
        continue
      }
      this.#values.setText(index, row, bytes.toString('utf8', end, end + size))
      end += size
    }
    for (const { at: index } of this.#longTexts) {
      const size = bytes.readUInt32LE(end)
      end += 4
      const text = size === missingLongText ? undefined : bytes.toString('utf8', end, end + size)
      this.#values.setText(index, row, text)
      end += size === missingLongText ? 0 : size
    }
    if (this.#hasNoUnit) this.#values.textsAt(p.unit).missing(row)
  }

  get #hasNoUnit(): boolean {
    return !this.#header.columns.some(({ group }) => group === 'unit')
  }
}

interface Place {
  /** -1: nowhere. */
  readonly at: number
}
