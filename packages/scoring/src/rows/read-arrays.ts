import type { PlacedTensor } from '../contract/tensor-inputs.ts'
import type { Contract, Field } from '../contract/types.ts'
import type { RowFault } from './row-fault.ts'
import { faultOf, pointerTo } from './row-fault.ts'
import { type Outcome, type ValueReader, valueReaderOf } from './value-readers.ts'

/** Reads the arrays of one tensor straight into the encoded row. */
export class ArrayReader {
  readonly name: string
  readonly #shape: readonly number[]
  /** Where its numbers begin in the encoded row. */
  readonly #at: number
  readonly #field: Field
  /** Elements differ in nothing but their names. */
  readonly #readValue: ValueReader
  /** Bounds of numbers; NaN, which no number is within, for what is not just a number. */
  readonly #least: number
  readonly #most: number
  readonly #outcome: Outcome = { kind: 'read', fault: undefined }
  #next = 0
  /** Places in the encoded row that had no value when it was read last. */
  readonly missing: number[] = []

  constructor(contract: Contract, { name, shape, first }: PlacedTensor) {
    this.name = name
    this.#shape = shape
    this.#at = contract.inputs.slice(0, first).filter(({ role }) => role === 'feature').length
    this.#field = contract.inputs[first] as Field // of a placed tensor
    this.#readValue = valueReaderOf(this.#field)
    const { type, range } = this.#field
    const [least, most] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
    this.#least = type === 'number' ? (range?.minimum ?? least) : Number.NaN
    this.#most = type === 'number' ? (range?.maximum ?? most) : Number.NaN
  }

  /** @returns the first fault; `into` is spoilt then */
  read(value: unknown, into: Float64Array, offset: number): RowFault | undefined {
    this.missing.length = 0
    this.#next = offset + this.#at
    return this.#readDepth(value, 0, into, pointerTo(this.name), offset)
  }

  #readDepth(
    value: unknown,
    depth: number,
    into: Float64Array,
    pointer: string,
    offset: number,
  ): RowFault | undefined {
    const length = this.#shape[depth] as number
    if (!Array.isArray(value) || value.length !== length) {
      const found = Array.isArray(value) ? `an array of ${value.length}` : undefined
      return faultOf('row-type', pointer, value, `an array of ${length}`, found)
    }
    const isLast = depth === this.#shape.length - 1
    for (let i = 0; i < length; i++) {
      const element: unknown = value[i]
      if (typeof element === 'number' && isLast && this.#isWithin(element)) {
        into[this.#next++] = element
        continue
      }
      const fault = isLast
        ? this.#readElement(element, into, `${pointer}/${i}`, offset)
        : this.#readDepth(element, depth + 1, into, `${pointer}/${i}`, offset)
      if (fault !== undefined) return fault
    }
    return undefined
  }

  #isWithin(element: number): boolean {
    return element >= this.#least && element <= this.#most
  }

  #readElement(
    value: unknown,
    into: Float64Array,
    pointer: string,
    offset: number,
  ): RowFault | undefined {
    const outcome = this.#outcome
    outcome.kind = 'read'
    const number = this.#readValue(value, outcome)
    // The reader has changed the outcome, which the compiler cannot see.
    const kind = outcome.kind as Outcome['kind']
    if (kind === 'fault') return { ...(outcome.fault as RowFault), pointer }
    if (kind === 'missing' && this.#field.missing === 'refuse') {
      return faultOf('row-field-missing', pointer, value, 'a value')
    }
    if (kind === 'missing') this.missing.push(this.#next - offset)
    into[this.#next++] = number
    return undefined
  }
}
