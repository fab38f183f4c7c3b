import {
  elementNames,
  elementOf,
  type PlacedTensor,
  placeTensors,
} from '../contract/tensor-inputs.ts'
import type { Contract } from '../contract/types.ts'
import type { RowCounts } from '../scorer-types.ts'
import { ArrayReader } from './read-arrays.ts'
import { faultOf, pointerTo, type RowFault } from './row-fault.ts'

/** What reads the rows of a contract whose tensors come as single fields. */
interface FieldReader {
  readonly featureCount: number
  read(record: unknown, into: Float64Array, offset: number): RowFault | undefined
  tolerate(counts: RowCounts, missingByFeature: Float64Array): void
}

/**
 * Reads rows whose tensors may come as arrays of arrays, as many deep as the tensor has dimensions, or as
 * single fields. A row that has a tensor both ways is refused.
 */
export class TensorRowReader {
  readonly #fields: FieldReader
  readonly #contract: Contract
  readonly #tensors: readonly PlacedTensor[]
  readonly #arrays: readonly ArrayReader[]
  /** Whether rows need have nothing but the tensors. */
  readonly #isWhole: boolean
  /** Names of the elements, where they are asked for. */
  readonly #names = new Map<PlacedTensor, readonly string[]>()

  constructor(contract: Contract, fields: FieldReader) {
    this.#fields = fields
    this.#contract = contract
    this.#tensors = placeTensors(contract)
    this.#arrays = this.#tensors.map((tensor) => new ArrayReader(contract, tensor))
    const elements = this.#tensors.reduce((sum, { count }) => sum + count, 0)
    this.#isWhole = elements === contract.inputs.length
  }

  read(record: unknown, into: Float64Array, offset: number): RowFault | undefined {
    if (!isRecord(record)) return this.#fields.read(record, into, offset)
    return this.#isWhole && this.#hasJustTensors(record)
      ? this.#readArrays(record, into, offset)
      : this.#readSpread(record, into, offset)
  }

  #hasJustTensors(record: Readonly<Record<string, unknown>>): boolean {
    let keys = 0
    for (const _ in record) keys++
    return (
      keys === this.#tensors.length &&
      this.#tensors.every(({ name }) => Object.hasOwn(record, name))
    )
  }

  #readArrays(
    record: Readonly<Record<string, unknown>>,
    into: Float64Array,
    offset: number,
  ): RowFault | undefined {
    let missing = 0
    for (const array of this.#arrays) {
      const fault = array.read(record[array.name], into, offset)
      if (fault !== undefined) return fault
      missing += array.missing.length
    }
    const counts = { rows: 1, missing, unknownLevels: 0, extraKeys: 0 }
    const byFeature = new Float64Array(missing === 0 ? 0 : this.#fields.featureCount)
    if (missing > 0) {
      for (const array of this.#arrays) for (const at of array.missing) byFeature[at] = 1
    }
    this.#fields.tolerate(counts, byFeature)
    return undefined
  }

  /** By way of single fields, as rows have other fields beside. */
  #readSpread(
    record: Readonly<Record<string, unknown>>,
    into: Float64Array,
    offset: number,
  ): RowFault | undefined {
    const spread: Record<string, unknown> = Object.create(null)
    for (const key in record) spread[key] = record[key]
    for (const tensor of this.#tensors) {
      const names = this.#namesOf(tensor)
      const fault = Object.hasOwn(record, tensor.name)
        ? spreadTensor(tensor, names, spread)
        : this.#faultOfAbsent(tensor, names, record)
      if (fault !== undefined) return fault
    }
    const fault = this.#fields.read(spread, into, offset)
    return fault && placed(fault, this.#tensors, record)
  }

  #namesOf(tensor: PlacedTensor): readonly string[] {
    const known = this.#names.get(tensor)
    if (known !== undefined) return known
    const names = elementNames(tensor)
    this.#names.set(tensor, names)
    return names
  }

  #faultOfAbsent(
    { name, shape, first }: PlacedTensor,
    names: readonly string[],
    record: Readonly<Record<string, unknown>>,
  ): RowFault | undefined {
    const isRefused = this.#contract.inputs[first]?.missing === 'refuse'
    if (!isRefused || names.some((one) => Object.hasOwn(record, one))) return undefined
    const expected = `an array of ${shape.join(' by ')} numbers`
    return faultOf('row-field-missing', pointerTo(name), undefined, expected)
  }
}

/** Whatever a row might inherit is not part of it: of such, the reader of fields says what it is. */
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** Puts the elements of a tensor beside the other fields of a row, in the tensor's stead. */
function spreadTensor(
  { name, shape }: PlacedTensor,
  elements: readonly string[],
  row: Record<string, unknown>,
): RowFault | undefined {
  const twice = elements.find((one) => Object.hasOwn(row, one))
  if (twice !== undefined) {
    const expected = `${name} as an array, or its elements one by one`
    return faultOf('row-field-unknown', pointerTo(twice), row[twice], expected)
  }
  let next = 0
  const spread = (value: unknown, depth: number, pointer: string): RowFault | undefined => {
    if (depth === shape.length) {
      row[elements[next++] as string] = value
      return undefined
    }
    const length = shape[depth] as number
    if (!Array.isArray(value) || value.length !== length) {
      const found = Array.isArray(value) ? `an array of ${value.length}` : undefined
      return faultOf('row-type', pointer, value, `an array of ${length}`, found)
    }
    for (let i = 0; i < length; i++) {
      const fault = spread(value[i], depth + 1, `${pointer}/${i}`)
      if (fault !== undefined) return fault
    }
    return undefined
  }
  const fault = spread(row[name], 0, pointerTo(name))
  delete row[name]
  return fault
}

/** The fault where the row has it: in an array, if the element came in one. */
function placed(
  fault: RowFault,
  tensors: readonly PlacedTensor[],
  record: Readonly<Record<string, unknown>>,
): RowFault {
  const field = fault.pointer.slice(1).replaceAll('~1', '/').replaceAll('~0', '~')
  for (const { name, shape } of tensors) {
    const element = Object.hasOwn(record, name) ? elementOf({ name }, field) : undefined
    if (element === undefined) continue
    return { ...fault, pointer: `${pointerTo(name)}/${indicesOf(element, shape)}` }
  }
  return fault
}

function indicesOf(element: number, shape: readonly number[]): string {
  let rest = element
  const indices = shape.toReversed().map((length) => {
    const index = rest % length
    rest = Math.floor(rest / length)
    return index
  })
  return indices.reverse().join('/')
}
