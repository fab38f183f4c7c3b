import { halfOf } from '../../ir/half.ts'
import { decodeUtf8 } from '../../platform-globals.ts'
import { refuseAt } from '../refuse-at.ts'
import type { ElementType, OnnxTensor } from './types.ts'

/** The numbers of a tensor as doubles, or its texts. */
export type TensorValues =
  | { readonly kind: 'numbers'; readonly values: Float64Array }
  | { readonly kind: 'texts'; readonly values: readonly string[] }

type ReadOne = (view: DataView, at: number) => number

const word = 0x1_0000_0000

/** Of types that are read: bytes of an element, and the element at a byte. */
const elements: Partial<Record<ElementType, readonly [size: number, read: ReadOne]>> = {
  float: [4, (view, at) => view.getFloat32(at, true)],
  double: [8, (view, at) => view.getFloat64(at, true)],
  int64: [8, (view, at) => view.getInt32(at + 4, true) * word + view.getUint32(at, true)],
  uint64: [8, (view, at) => view.getUint32(at + 4, true) * word + view.getUint32(at, true)],
  int32: [4, (view, at) => view.getInt32(at, true)],
  uint32: [4, (view, at) => view.getUint32(at, true)],
  int16: [2, (view, at) => view.getInt16(at, true)],
  uint16: [2, (view, at) => view.getUint16(at, true)],
  int8: [1, (view, at) => view.getInt8(at)],
  uint8: [1, (view, at) => view.getUint8(at)],
  float16: [2, (view, at) => halfOf(view.getUint16(at, true))],
  bool: [1, (view, at) => (view.getUint8(at) === 0 ? 0 : 1)],
}

/**
 * The numbers of a tensor, whole numbers beyond 2^53 as the nearest double.
 *
 * @returns undefined for types of numbers that are not read: complex ones and those of few bits
 * @throws Refusal for texts that are not UTF-8
 */
export function decodeTensor({ element, data, place }: OnnxTensor): TensorValues | undefined {
  if (data.kind === 'strings') {
    return { kind: 'texts', values: data.values.map((bytes) => toText(bytes, place)) }
  }
  const found = elements[element]
  if (found === undefined) return undefined
  if (data.kind !== 'raw') {
    // Halves stand as their bits in the field of whole numbers.
    const values = element === 'float16' ? data.values.map(halfOf) : data.values
    return { kind: 'numbers', values }
  }
  const [size, read] = found
  const view = new DataView(data.bytes.buffer, data.bytes.byteOffset, data.bytes.byteLength)
  const values = new Float64Array(data.bytes.length / size)
  for (let i = 0; i < values.length; i++) values[i] = read(view, i * size)
  return { kind: 'numbers', values }
}

function toText(bytes: Uint8Array, place: string): string {
  const text = decodeUtf8(bytes)
  if (text !== undefined) return text
  throw refuseAt(place, { found: 'bytes that are not UTF-8', expected: 'texts' })
}
