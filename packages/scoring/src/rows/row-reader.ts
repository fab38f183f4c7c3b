import { isSimilarName } from '../contract/similar-names.ts'
import { type Contract, type Field, featuresOf } from '../contract/types.ts'
import type { RowCounts } from '../scorer-types.ts'
import { faultOf, pointerTo, type RowFault } from './row-fault.ts'
import { writtenTexts } from './row-texts.ts'
import { TensorRowReader } from './tensor-row-reader.ts'
import { type Outcome, type ValueReader, valueReaderOf } from './value-readers.ts'

/** Reads rows of one contract into the form that a scorer takes. */
export interface RowReader {
  readonly featureCount: number
  /** What the rows read so far were tolerated for; refused rows count nowhere. */
  readonly counts: Readonly<RowCounts>
  /** By feature: how many of the rows read had no value. */
  readonly missingByFeature: Float64Array
  /**
   * Writes one row as `featureCount` doubles at `offset`. A row is a plain object by field name, as
   * JSON gives it; a missing value becomes NaN, a category its code. A text becomes a number in the list of
   * texts that the memory of `into` has (`textsOf`).
   *
   * @returns the first fault of a row that the contract refuses; `into` then holds no row
   */
  read(record: unknown, into: Float64Array, offset: number): RowFault | undefined
  /**
   * The same for one row of a table that is held by columns. `columns` has a place for each input of
   * the contract, in its order; a place without a column is a field that no row has.
   */
  readColumns(
    columns: Columns,
    row: number,
    into: Float64Array,
    offset: number,
  ): RowFault | undefined
  /** The same for one of the rows that were read from JSON into the slots of the contract's inputs. */
  readSlots(
    rows: SlottedRows,
    row: number,
    into: Float64Array,
    offset: number,
  ): RowFault | undefined
  /**
   * Reads the first `count` rows of a table at once, if every input of the contract is a feature whose
   * numbers need no check and every column holds nothing but numbers. Tells whether it did; `into` is
   * spoilt otherwise.
   */
  readNumbers(columns: Columns, count: number, into: Float64Array): boolean
  /** The same for columns that stand in one array, each from its place in `starts` on. */
  readStacked(
    numbers: Float64Array | Float32Array,
    starts: Int32Array,
    count: number,
    into: Float64Array,
  ): boolean
  /** Counts what another reader of the same contract tolerated, as if it had been read here. */
  tolerate(counts: RowCounts, missingByFeature: Float64Array): void
}

export type Columns = readonly (ArrayLike<unknown> | undefined)[]

/** Rows with a value for each input of the contract, in its order: `others`, else `numbers`. */
interface SlottedRows {
  readonly numbers: Float64Array
  readonly others: readonly unknown[]
}

export function createRowReader(contract: Contract): RowReader {
  const reader: RowReader = new ContractRowReader(contract)
  if (contract.tensors === undefined) return reader
  const tensors = new TensorRowReader(contract, reader)
  return withRead(reader, (...row) => tensors.read(...row))
}

/** The reader with another way to read a record; everything else it does itself. */
function withRead(reader: RowReader, read: RowReader['read']): RowReader {
  return {
    featureCount: reader.featureCount,
    counts: reader.counts,
    missingByFeature: reader.missingByFeature,
    read,
    readColumns: (...row) => reader.readColumns(...row),
    readSlots: (...row) => reader.readSlots(...row),
    readNumbers: (...rows) => reader.readNumbers(...rows),
    readStacked: (...rows) => reader.readStacked(...rows),
    tolerate: (...counted) => reader.tolerate(...counted),
  }
}

/** Positions of keys that are remembered, and surplus keys: bounds against hostile rows. */
const mostPositions = 4096
const mostSurplusKeys = 1024
/** Pairs of names that one row may have compared: a slip is looked for, not everything. */
const mostComparisons = 20_000

class ContractRowReader implements RowReader {
  readonly featureCount: number
  readonly counts: RowCounts = { rows: 0, missing: 0, unknownLevels: 0, extraKeys: 0 }
  readonly missingByFeature: Float64Array

  readonly #fields: readonly Field[]
  readonly #refusesExtra: boolean
  readonly #readers: readonly ValueReader[]
  /** Slot of each field by name; a slot is a position in the contract's inputs. */
  readonly #slots: ReadonlyMap<string, number>
  /** Position in the encoded row by slot, -1 for what does not reach the model. */
  readonly #features: Int32Array
  /** Positions of texts in the encoded row; and by position, which of these it is, else -1. */
  readonly #textColumns: readonly number[]
  readonly #textPlaces: Int32Array
  /** 1 for a numeric feature without range, whose numbers need no check. */
  readonly #isPlain: Uint8Array
  /** Number of the row in which a slot was last seen. */
  readonly #seenIn: Float64Array
  #row = 0
  /** The keys of the last row in order and their slots: rows mostly come in one order. */
  readonly #order: string[] = []
  readonly #orderSlots: number[] = []
  /** Features of the current row without a value. */
  readonly #missing: Int32Array
  #missingCount = 0
  readonly #outcome: Outcome = { kind: 'read', fault: undefined }
  readonly #similar = new Map<string, readonly number[]>()

  constructor(contract: Contract) {
    const { inputs } = contract
    const features = featuresOf(contract)
    this.featureCount = features.length
    this.missingByFeature = new Float64Array(features.length)
    this.#fields = inputs
    this.#refusesExtra = contract.extra === 'refuse'
    this.#readers = inputs.map(valueReaderOf)
    this.#slots = new Map(inputs.map((field, slot) => [field.name, slot]))
    let feature = 0
    this.#features = Int32Array.from(inputs, ({ role }) => (role === 'feature' ? feature++ : -1))
    this.#isPlain = Uint8Array.from(inputs, (field) => (isPlainNumber(field) ? 1 : 0))
    this.#textColumns = features.flatMap(({ type }, at) => (type === 'text' ? [at] : []))
    this.#textPlaces = Int32Array.from(features, (_, at) => this.#textColumns.indexOf(at))
    this.#seenIn = new Float64Array(inputs.length)
    this.#missing = new Int32Array(features.length)
  }

  read(record: unknown, into: Float64Array, offset: number): RowFault | undefined {
    if (!isPlainObject(record)) return faultOf('row-not-object', '', record, 'an object')
    const row = ++this.#row
    this.#missingCount = 0
    let position = 0
    let known = 0
    let unknownLevels = 0
    for (const key in record) {
      const slot =
        this.#order[position] === key
          ? (this.#orderSlots[position] as number)
          : this.#learn(position, key)
      position++
      if (slot < 0) continue
      known++
      this.#seenIn[slot] = row
      const value = record[key]
      const at = this.#features[slot] as number
      if (typeof value === 'number' && this.#isPlain[slot] === 1 && !Number.isNaN(value)) {
        into[offset + at] = value
        continue
      }
      const outcome = this.#readValue(slot, value, into, offset)
      if (outcome === 'fault') return this.#outcome.fault
      if (outcome === 'unknown-level' && at >= 0) unknownLevels++
    }
    const extraKeys = position - known
    if (extraKeys > 0 && this.#refusesExtra) return this.#refuseExtra(record)
    if (known < this.#fields.length) {
      const fault = this.#fillAbsent(record, extraKeys > 0, into, offset)
      if (fault !== undefined) return fault
    }
    this.#count(unknownLevels, extraKeys)
    return undefined
  }

  readColumns(
    columns: Columns,
    row: number,
    into: Float64Array,
    offset: number,
  ): RowFault | undefined {
    this.#missingCount = 0
    let unknownLevels = 0
    for (let slot = 0; slot < this.#fields.length; slot++) {
      const value = columns[slot]?.[row]
      const at = this.#features[slot] as number
      if (typeof value === 'number' && this.#isPlain[slot] === 1 && !Number.isNaN(value)) {
        into[offset + at] = value
        continue
      }
      const outcome = this.#readValue(slot, value, into, offset)
      if (outcome === 'fault') return this.#outcome.fault
      if (outcome === 'unknown-level' && at >= 0) unknownLevels++
    }
    this.#count(unknownLevels, 0)
    return undefined
  }

  readSlots(
    { numbers, others }: SlottedRows,
    row: number,
    into: Float64Array,
    offset: number,
  ): RowFault | undefined {
    this.#missingCount = 0
    let unknownLevels = 0
    const first = row * this.#fields.length
    for (let slot = 0; slot < this.#fields.length; slot++) {
      const other = others[first + slot]
      const at = this.#features[slot] as number
      if (other === undefined && this.#isPlain[slot] === 1) {
        into[offset + at] = numbers[first + slot] as number
        continue
      }
      const outcome = this.#readValue(
        slot,
        other === undefined ? numbers[first + slot] : other,
        into,
        offset,
      )
      if (outcome === 'fault') return this.#outcome.fault
      if (outcome === 'unknown-level' && at >= 0) unknownLevels++
    }
    this.#count(unknownLevels, 0)
    return undefined
  }

  readNumbers(columns: Columns, count: number, into: Float64Array): boolean {
    const width = this.featureCount
    if (this.#isPlain.includes(0)) return false
    for (let slot = 0; slot < this.#fields.length; slot++) {
      const column = columns[slot]
      if (!(column instanceof Float64Array || column instanceof Float32Array)) return false
      if (!transpose(column, 0, count, into, this.#features[slot] as number, width)) return false
    }
    this.counts.rows += count
    return true
  }

  readStacked(
    numbers: Float64Array | Float32Array,
    starts: Int32Array,
    count: number,
    into: Float64Array,
  ): boolean {
    const width = this.featureCount
    if (this.#isPlain.includes(0)) return false
    for (let slot = 0; slot < this.#fields.length; slot++) {
      const start = starts[slot] as number
      if (!transpose(numbers, start, count, into, this.#features[slot] as number, width)) {
        return false
      }
    }
    this.counts.rows += count
    return true
  }

  tolerate(counts: RowCounts, missingByFeature: Float64Array): void {
    this.counts.rows += counts.rows
    this.counts.missing += counts.missing
    this.counts.unknownLevels += counts.unknownLevels
    this.counts.extraKeys += counts.extraKeys
    for (let i = 0; i < missingByFeature.length; i++) {
      this.missingByFeature[i] =
        (this.missingByFeature[i] as number) + (missingByFeature[i] as number)
    }
  }

  #learn(position: number, key: string): number {
    const slot = this.#slots.get(key) ?? -1
    if (position < mostPositions) {
      this.#order[position] = key
      this.#orderSlots[position] = slot
    }
    return slot
  }

  #readValue(slot: number, value: unknown, into: Float64Array, offset: number): Outcome['kind'] {
    const outcome = this.#outcome
    outcome.kind = 'read'
    const number = (this.#readers[slot] as ValueReader)(value, outcome)
    // The reader has changed the outcome, which the compiler cannot see.
    const kind = outcome.kind as Outcome['kind']
    if (kind === 'fault') return kind
    const field = this.#fields[slot] as Field
    if (kind === 'missing' && field.missing === 'refuse') {
      const expected = `a value for ${field.name}`
      outcome.fault = faultOf('row-field-missing', pointerTo(field.name), value, expected)
      return 'fault'
    }
    const at = this.#features[slot] as number
    if (at < 0) return kind
    const n = this.#textPlaces[at] as number
    into[offset + at] = n >= 0 && kind === 'read' ? this.#keepText(into, offset, n, value) : number
    if (kind === 'missing') this.#missing[this.#missingCount++] = at
    return kind
  }

  /** @returns the number by which the row's texts have this one */
  #keepText(into: Float64Array, offset: number, n: number, value: unknown): number {
    const texts = writtenTexts(into, this.featureCount, this.#textColumns)
    // The reader of texts has taken it for one.
    return texts.write(into.byteOffset / 8 + offset, n, value as string)
  }

  #fillAbsent(
    record: Readonly<Record<string, unknown>>,
    hasExtra: boolean,
    into: Float64Array,
    offset: number,
  ): RowFault | undefined {
    if (hasExtra) {
      const fault = this.#findMisspelt(record)
      if (fault !== undefined) return fault
    }
    for (let slot = 0; slot < this.#fields.length; slot++) {
      if (this.#seenIn[slot] === this.#row) continue
      if (this.#readValue(slot, undefined, into, offset) === 'fault') return this.#outcome.fault
    }
    return undefined
  }

  /** A surplus key beside a lacking feature of similar name is a slip, not a missing value. */
  #findMisspelt(record: Readonly<Record<string, unknown>>): RowFault | undefined {
    let left = Math.max(mostComparisons, this.#fields.length)
    for (const key in record) {
      if (this.#slots.has(key)) continue
      if (!this.#similar.has(key)) left -= this.#fields.length
      if (left < 0) return undefined
      for (const slot of this.#similarFeatures(key)) {
        if (this.#seenIn[slot] === this.#row) continue
        const { name } = this.#fields[slot] as Field
        const found = `no ${name} but ${JSON.stringify(key.slice(0, 80))}`
        const expected = `the field ${name}, or neither of the two`
        return { code: 'row-field-missing', pointer: pointerTo(name), found, expected }
      }
    }
    return undefined
  }

  #similarFeatures(key: string): readonly number[] {
    const remembered = this.#similar.get(key)
    if (remembered !== undefined) return remembered
    const similar = this.#fields.flatMap(({ name, role }, slot) =>
      role === 'feature' && key.length <= 256 && isSimilarName(key, name) ? [slot] : [],
    )
    if (this.#similar.size >= mostSurplusKeys) this.#similar.clear()
    this.#similar.set(key, similar)
    return similar
  }

  #refuseExtra(record: Readonly<Record<string, unknown>>): RowFault {
    const misspelt = this.#findMisspelt(record)
    if (misspelt !== undefined) return misspelt
    let extra = ''
    for (const key in record) if (!this.#slots.has(key)) extra = key
    return {
      code: 'row-field-unknown',
      pointer: pointerTo(extra.slice(0, 80)),
      found: 'a field that the contract does not name',
      expected: 'only fields of the contract',
    }
  }

  #count(unknownLevels: number, extraKeys: number): void {
    const { counts } = this
    counts.rows++
    counts.missing += this.#missingCount
    counts.unknownLevels += unknownLevels
    counts.extraKeys += extraKeys
    for (let i = 0; i < this.#missingCount; i++) {
      const at = this.#missing[i] as number
      this.missingByFeature[at] = (this.missingByFeature[at] as number) + 1
    }
  }
}

/** Writes a column to its place in every row; stops at a missing value. */
function transpose(
  column: Float64Array | Float32Array,
  start: number,
  count: number,
  into: Float64Array,
  at: number,
  width: number,
): boolean {
  for (let row = 0; row < count; row++) {
    const value = column[start + row] as number
    if (Number.isNaN(value)) return false
    into[row * width + at] = value
  }
  return true
}

function isPlainNumber({ role, type, range }: Field): boolean {
  return role === 'feature' && type === 'number' && range === undefined
}

/** Whatever a row might inherit is not part of it, and so must not be enumerable either. */
function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
