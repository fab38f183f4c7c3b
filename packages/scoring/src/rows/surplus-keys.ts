import { isSimilarName } from '../contract/similar-names.ts'
import type { Field } from '../contract/types.ts'
import { pointerTo, type RowFault } from './row-fault.ts'

type Row = Readonly<Record<string, unknown>>

/** Surplus keys that are remembered: a bound against hostile rows. */
const mostSurplusKeys = 1024
/** Pairs of names that one row may have compared: a slip is looked for, not everything. */
const mostComparisons = 20_000

/** Judges keys of rows that name no field of the contract. */
export class SurplusKeys {
  readonly #fields: readonly Field[]
  /** Slot of each field by name; a slot is a position among the fields. */
  readonly #slots: ReadonlyMap<string, number>
  readonly #similar = new Map<string, readonly number[]>()

  constructor(fields: readonly Field[], slots: ReadonlyMap<string, number>) {
    this.#fields = fields
    this.#slots = slots
  }

  /** Why a row with such keys is refused where the contract allows none. */
  refuse(record: Row, isAbsent: (slot: number) => boolean): RowFault {
    const misspelt = this.findMisspelt(record, isAbsent)
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

  /** A surplus key beside a lacking feature of similar name is a slip, not a missing value. */
  findMisspelt(record: Row, isAbsent: (slot: number) => boolean): RowFault | undefined {
    let left = Math.max(mostComparisons, this.#fields.length)
    for (const key in record) {
      if (this.#slots.has(key)) continue
      if (!this.#similar.has(key)) left -= this.#fields.length
      if (left < 0) return undefined
      for (const slot of this.#similarFeatures(key)) {
        if (!isAbsent(slot)) continue
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
}
