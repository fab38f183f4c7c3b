import { elementName, type PlacedTensor, placeTensors } from '../contract/tensor-inputs.ts'
import type { Contract } from '../contract/types.ts'
import { faultOf, pointerTo, type RowFault } from './row-fault.ts'

/** Writes a row as numbers from `offset` on, or says why it is refused. */
type Read = (record: unknown, into: Float64Array, offset: number) => RowFault | undefined

/**
 * Reads rows whose tensors may come as arrays of arrays, as many deep as the tensor has dimensions, by a
 * reader of the single fields. A row that has a tensor both ways is refused.
 */
export function readTensors(contract: Contract, read: Read): Read {
  const tensors = placeTensors(contract)
  const elements = tensors.map((tensor) =>
    Array.from({ length: tensor.count }, (_, i) => elementName(tensor, i)),
  )
  return (record, into, offset) => {
    if (!isRecord(record)) return read(record, into, offset)
    const spread: Record<string, unknown> = Object.create(null)
    for (const key in record) spread[key] = record[key]
    for (const [i, tensor] of tensors.entries()) {
      if (!Object.hasOwn(record, tensor.name)) {
        if (elements[i]?.some((name) => Object.hasOwn(record, name))) continue
        const { missing } = contract.inputs[tensor.first] ?? {}
        if (missing !== 'refuse') continue
        const expected = `an array of ${tensor.shape.join(' by ')} numbers`
        return faultOf('row-field-missing', pointerTo(tensor.name), undefined, expected)
      }
      const fault = spreadTensor(tensor, elements[i] as readonly string[], spread)
      if (fault !== undefined) return fault
    }
    const fault = read(spread, into, offset)
    return fault && placed(fault, tensors, record)
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Puts the elements of a tensor beside the other fields of a row, in the tensor's stead. */
function spreadTensor(
  { name, shape }: PlacedTensor,
  elements: readonly string[],
  row: Record<string, unknown>,
): RowFault | undefined {
  const [first = ''] = elements
  if (Object.hasOwn(row, first)) {
    const expected = `${name} as an array, or its elements one by one`
    return faultOf('row-field-unknown', pointerTo(first), row[first], expected)
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
  for (const tensor of tensors) {
    const prefix = `${pointerTo(tensor.name)}.`
    if (!Object.hasOwn(record, tensor.name) || !fault.pointer.startsWith(prefix)) continue
    const element = Number(fault.pointer.slice(prefix.length))
    if (!Number.isInteger(element)) continue
    return { ...fault, pointer: `${pointerTo(tensor.name)}/${indicesOf(element, tensor.shape)}` }
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
