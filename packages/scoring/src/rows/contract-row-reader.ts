import { type Contract, type Field, featuresOf } from '../contract/types.ts'
import type { RowCounts } from '../scorer-types.ts'
import { isPlainNumber } from './column-readers.ts'
import { faultOf, pointerTo, type RowFault } from './row-fault.ts'
import { writtenTexts } from './row-texts.ts'
import { SurplusKeys } from './surplus-keys.ts'
import { TableReader } from './table-reader.ts'
import type { Columns, RowReader, SlottedRows } from './types.ts'
import { type Outcome, type ValueReader, valueReaderOf } from './value-readers.ts'

/** Positions of keys that are remembered: a bound against hostile rows. */
const mostPositions = 4096

/** Reads rows of a contract whose fields come one by one. */
export class ContractRowReader implements RowReader {
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
  /** 1 for a numeric feature without range, which takes every number of JSON. */
  readonly #isPlain: Uint8Array
  /** Bounds of numeric features; NaN, which no number is within, for what is not just a number. */
  readonly #least: Float64Array
  readonly #most: Float64Array
  /** Number of the row in which a slot was last seen. */
  readonly #seenIn: Float64Array
  #row = 0
  /** The keys of the last row in order and their slots: rows mostly come in one order. */
  readonly #order: string[] = []
  readonly #orderSlots: number[] = []
  /** Features of the current row without a value. */
  readonly #missing: Int32Array
  #missingCount = 0
  #unknownLevels = 0
  /** Whether the current row lacks a slot. */
  readonly #isAbsent = (slot: number): boolean => this.#seenIn[slot] !== this.#row
  readonly #outcome: Outcome = { kind: 'read', fault: undefined }
  readonly #surplus: SurplusKeys
  /** Made for the first table. */
  #table: TableReader | undefined

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
    const numbers = inputs.map((field) => (isNumber(field) ? (field.range ?? {}) : undefined))
    this.#least = Float64Array.from(
      numbers,
      (range) => range?.minimum ?? (range ? Number.NEGATIVE_INFINITY : Number.NaN),
    )
    this.#most = Float64Array.from(
      numbers,
      (range) => range?.maximum ?? (range ? Number.POSITIVE_INFINITY : Number.NaN),
    )
    this.#textColumns = features.flatMap(({ type }, at) => (type === 'text' ? [at] : []))
    this.#textPlaces = Int32Array.from(features, (_, at) => this.#textColumns.indexOf(at))
    this.#seenIn = new Float64Array(inputs.length)
    this.#missing = new Int32Array(features.length)
    this.#surplus = new SurplusKeys(inputs, this.#slots)
  }

  read(record: unknown, into: Float64Array, offset: number): RowFault | undefined {
    if (!isPlainObject(record)) return faultOf('row-not-object', '', record, 'an object')
    const row = ++this.#row
    this.#missingCount = 0
    this.#unknownLevels = 0
    let position = 0
    let known = 0
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
      if (typeof value === 'number' && this.#isWithin(slot, value)) {
        into[offset + at] = value
        continue
      }
      const fault = this.#readValue(slot, value, into, offset)
      if (fault !== undefined) return fault
    }
    const extraKeys = position - known
    if (extraKeys > 0 && this.#refusesExtra) return this.#surplus.refuse(record, this.#isAbsent)
    if (known < this.#fields.length) {
      const fault = this.#fillAbsent(record, extraKeys > 0, into, offset)
      if (fault !== undefined) return fault
    }
    this.#count(extraKeys)
    return undefined
  }

  readColumns(
    columns: Columns,
    row: number,
    into: Float64Array,
    offset: number,
  ): RowFault | undefined {
    this.#missingCount = 0
    this.#unknownLevels = 0
    for (let slot = 0; slot < this.#fields.length; slot++) {
      const value = columns[slot]?.[row]
      const at = this.#features[slot] as number
      if (typeof value === 'number' && this.#isWithin(slot, value)) {
        into[offset + at] = value
        continue
      }
      const fault = this.#readValue(slot, value, into, offset)
      if (fault !== undefined) return fault
    }
    this.#count(0)
    return undefined
  }

  readSlots(
    { numbers, others }: SlottedRows,
    row: number,
    into: Float64Array,
    offset: number,
  ): RowFault | undefined {
    this.#missingCount = 0
    this.#unknownLevels = 0
    const first = row * this.#fields.length
    for (let slot = 0; slot < this.#fields.length; slot++) {
      const other = others[first + slot]
      const at = this.#features[slot] as number
      const number = numbers[first + slot] as number
      if (other === undefined && (this.#isPlain[slot] === 1 || this.#isWithin(slot, number))) {
        into[offset + at] = number
        continue
      }
      const value = other === undefined ? number : other
      const fault = this.#readValue(slot, value, into, offset)
      if (fault !== undefined) return fault
    }
    this.#count(0)
    return undefined
  }

  readTable(
    columns: Columns,
    first: number,
    count: number,
    into: Float64Array,
    offset: number,
  ): boolean {
    return this.#tableReader().read(columns, first, count, into, offset)
  }

  readStacked(
    numbers: Float64Array | Float32Array,
    starts: Int32Array,
    count: number,
    into: Float64Array,
  ): boolean {
    return this.#tableReader().readStacked(numbers, starts, count, into)
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

  #tableReader(): TableReader {
    this.#table ??= new TableReader(
      this.#fields,
      { features: this.#features, width: this.featureCount, textColumns: this.#textColumns },
      this,
    )
    return this.#table
  }

  /** Whether the field is a numeric feature that takes this number. */
  #isWithin(slot: number, value: number): boolean {
    return value >= (this.#least[slot] as number) && value <= (this.#most[slot] as number)
  }

  #learn(position: number, key: string): number {
    const slot = this.#slots.get(key) ?? -1
    if (position < mostPositions) {
      this.#order[position] = key
      this.#orderSlots[position] = slot
    }
    return slot
  }

  #readValue(
    slot: number,
    value: unknown,
    into: Float64Array,
    offset: number,
  ): RowFault | undefined {
    const outcome = this.#outcome
    outcome.kind = 'read'
    const number = (this.#readers[slot] as ValueReader)(value, outcome)
    // The reader has changed the outcome, which the compiler cannot see.
    const kind = outcome.kind as Outcome['kind']
    if (kind === 'fault') return outcome.fault
    const field = this.#fields[slot] as Field
    if (kind === 'missing' && field.missing === 'refuse') {
      const expected = `a value for ${field.name}`
      return faultOf('row-field-missing', pointerTo(field.name), value, expected)
    }
    const at = this.#features[slot] as number
    if (at < 0) return undefined
    const n = this.#textPlaces[at] as number
    into[offset + at] = n >= 0 && kind === 'read' ? this.#keepText(into, offset, n, value) : number
    if (kind === 'missing') this.#missing[this.#missingCount++] = at
    if (kind === 'unknown-level') this.#unknownLevels++
    return undefined
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
      const fault = this.#surplus.findMisspelt(record, this.#isAbsent)
      if (fault !== undefined) return fault
    }
    for (let slot = 0; slot < this.#fields.length; slot++) {
      if (this.#seenIn[slot] === this.#row) continue
      const fault = this.#readValue(slot, undefined, into, offset)
      if (fault !== undefined) return fault
    }
    return undefined
  }

  #count(extraKeys: number): void {
    const { counts } = this
    counts.rows++
    counts.missing += this.#missingCount
    counts.unknownLevels += this.#unknownLevels
    counts.extraKeys += extraKeys
    for (let i = 0; i < this.#missingCount; i++) {
      const at = this.#missing[i] as number
      this.missingByFeature[at] = (this.missingByFeature[at] as number) + 1
    }
  }
}

/** Whatever a row might inherit is not part of it, and so must not be enumerable either. */
function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function isNumber({ role, type }: Field): boolean {
  return role === 'feature' && type === 'number'
}
