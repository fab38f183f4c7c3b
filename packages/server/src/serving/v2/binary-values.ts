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
  // Views must begin at multiples of their element's size, so the bytes are copied.
  return readers[datatype](new Uint8Array(bytes).buffer, pointer)
}

type Reader = (buffer: ArrayBuffer, pointer: string) => ArrayLike<unknown>

const readers: Readonly<Record<Exclude<Datatype, 'BYTES'>, Reader>> = {
  BOOL: (buffer, pointer) => truthsOf(new Uint8Array(buffer), pointer),
  UINT8: (buffer) => new Uint8Array(buffer),
  UINT16: (buffer) => new Uint16Array(buffer),
  UINT32: (buffer) => new Uint32Array(buffer),
  UINT64: (buffer) => wholesOf(new BigUint64Array(buffer)),
  INT8: (buffer) => new Int8Array(buffer),
  INT16: (buffer) => new Int16Array(buffer),
  INT32: (buffer) => new Int32Array(buffer),
  INT64: (buffer) => wholesOf(new BigInt64Array(buffer)),
  FP16: halvesOf,
  BF16: (buffer) => Float64Array.from(new Uint16Array(buffer), fromBfloat16),
  FP32: (buffer) => new Float32Array(buffer),
  FP64: (buffer) => new Float64Array(buffer),
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

function halvesOf(buffer: ArrayBuffer): Float64Array {
  const view = new DataView(buffer)
  return Float64Array.from({ length: buffer.byteLength / 2 }, (_, i) =>
    view.getFloat16(i * 2, true),
  )
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
