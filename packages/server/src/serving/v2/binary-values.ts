import { Buffer, isUtf8 } from 'node:buffer'
import { invalid } from '../predict/predict-request.ts'
import { fromBfloat16 } from './small-floats.ts'
import type { Datatype } from './types.ts'

/** Bytes of one element; BYTES elements have their length in front. */
const sizes: Readonly<Record<Exclude<Datatype, 'BYTES'>, number>> = {
  ...{ BOOL: 1, UINT8: 1, UINT16: 2, UINT32: 4, UINT64: 8 },
  ...{ INT8: 1, INT16: 2, INT32: 4, INT64: 8 },
  ...{ FP16: 2, BF16: 2, FP32: 4, FP64: 8 },
}

/**
 * The values of a tensor given in binary, one a row: little-endian, a BOOL is a byte 0 or 1, BYTES are
 * texts in UTF-8 with a length of four bytes each.
 *
 * @throws Problem `request-invalid` when the bytes are not exactly `rows` elements of the datatype
 */
export function binaryValues(
  bytes: Uint8Array,
  datatype: Datatype,
  rows: number,
  pointer: string,
): ArrayLike<unknown> {
  if (datatype === 'BYTES') return textsOf(bytes, rows, pointer)
  const expected = rows * sizes[datatype]
  if (bytes.length !== expected) {
    throw invalid(pointer, `found ${bytes.length} bytes, expected ${expected} by the shape`)
  }
  return readers[datatype](aligned(bytes, sizes[datatype]), pointer)
}

/** Views must begin at multiples of their element's size: bytes that do not are copied. */
function aligned(bytes: Uint8Array, size: number): Bytes {
  const { buffer, byteOffset, byteLength } = bytes
  if (byteOffset % size === 0) return { buffer, byteOffset, length: byteLength / size }
  const copy = new Uint8Array(bytes)
  return { buffer: copy.buffer, byteOffset: 0, length: byteLength / size }
}

interface Bytes {
  readonly buffer: ArrayBufferLike
  readonly byteOffset: number
  /** Elements. */
  readonly length: number
}

type Reader = (bytes: Bytes, pointer: string) => ArrayLike<unknown>

const readers: Readonly<Record<Exclude<Datatype, 'BYTES'>, Reader>> = {
  BOOL: ({ buffer, byteOffset: at, length }, pointer) =>
    truthsOf(new Uint8Array(buffer, at, length), pointer),
  UINT8: ({ buffer, byteOffset: at, length }) => new Uint8Array(buffer, at, length),
  UINT16: ({ buffer, byteOffset: at, length }) => new Uint16Array(buffer, at, length),
  UINT32: ({ buffer, byteOffset: at, length }) => new Uint32Array(buffer, at, length),
  UINT64: ({ buffer, byteOffset: at, length }) => wholesOf(new BigUint64Array(buffer, at, length)),
  INT8: ({ buffer, byteOffset: at, length }) => new Int8Array(buffer, at, length),
  INT16: ({ buffer, byteOffset: at, length }) => new Int16Array(buffer, at, length),
  INT32: ({ buffer, byteOffset: at, length }) => new Int32Array(buffer, at, length),
  INT64: ({ buffer, byteOffset: at, length }) => wholesOf(new BigInt64Array(buffer, at, length)),
  FP16: halvesOf,
  BF16: ({ buffer, byteOffset: at, length }) =>
    Float64Array.from(new Uint16Array(buffer, at, length), fromBfloat16),
  FP32: ({ buffer, byteOffset: at, length }) => new Float32Array(buffer, at, length),
  FP64: ({ buffer, byteOffset: at, length }) => new Float64Array(buffer, at, length),
}

function truthsOf(bytes: Uint8Array, pointer: string): readonly boolean[] {
  return Array.from(bytes, (byte, i) => {
    if (byte > 1) throw invalid(`${pointer}/${i}`, 'found a byte that is neither 0 nor 1 (BOOL)')
    return byte === 1
  })
}

/** Numbers where a double holds them exactly, else bigint. */
function wholesOf(values: BigInt64Array | BigUint64Array): readonly (number | bigint)[] {
  return Array.from(values, (value) => {
    const number = Number(value)
    return Number.isSafeInteger(number) ? number : value
  })
}

function halvesOf({ buffer, byteOffset, length }: Bytes): Float64Array {
  const view = new DataView(buffer, byteOffset)
  return Float64Array.from({ length }, (_, i) => view.getFloat16(i * 2, true))
}

function textsOf(bytes: Uint8Array, rows: number, pointer: string): readonly string[] {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const texts: string[] = []
  let at = 0
  while (at < all.length && texts.length < rows) {
    const place = `${pointer}/${texts.length}`
    if (all.length - at < 4) throw invalid(place, 'the bytes end within the length of an element')
    const length = all.readUInt32LE(at)
    if (length > all.length - at - 4) {
      throw invalid(place, 'an element is said to be longer than the bytes that follow')
    }
    const text = all.subarray(at + 4, at + 4 + length)
    if (!isUtf8(text)) throw invalid(place, 'found bytes that are not UTF-8, expected text')
    texts.push(text.toString('utf8'))
    at += 4 + length
  }
  if (texts.length === rows && at === all.length) return texts
  const found = texts.length < rows ? `${texts.length} elements` : 'more bytes'
  throw invalid(pointer, `found ${found}, expected ${rows} elements by the shape`)
}
