import type { ParquetType } from 'hyparquet'
import { hostIsLittleEndian } from '../../../platform/byte-order.ts'
import { ByteReader } from './byte-reader.ts'
import { readHybrid } from './hybrid.ts'
import {
  doublesIn,
  heldValues,
  int64At,
  int64sIn,
  numbersBy,
  type PageValues,
} from './page-values.ts'

const microsOfDay = 86_400_000_000
const julianDayOf1970 = 2_440_588

/** How the values of a column are stored. */
export interface Storage {
  readonly type: ParquetType
  readonly isUnsigned: boolean
  /** The number of a text. */
  readonly codeOf: (bytes: Uint8Array) => number
}

/**
 * Reads values of Parquet's PLAIN encoding as numbers; text as its codes, INT96 as microseconds.
 * @throws RangeError when the bytes end too early
 */
export function readPlain(reader: ByteReader, storage: Storage, count: number): PageValues {
  if (storage.type === 'BYTE_ARRAY') return heldValues(readTexts(reader, storage, count))
  const width = widths[storage.type]
  if (width === undefined) throw new RangeError(`values of type ${storage.type}`)
  const bytes = reader.take(Math.ceil(count * width))
  if (storage.type === 'DOUBLE' && hostIsLittleEndian) return doublesIn(bytes, count)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (storage.type === 'INT64') return int64sIn(view, storage.isUnsigned, count)
  return numbersBy(readers(view, storage), count)
}

/** Booleans as runs, after the length of what follows. */
export function readBooleanRuns(reader: ByteReader, count: number): Float64Array {
  const values = new Int32Array(count)
  readHybrid(new ByteReader(reader.take(reader.uint32())), 1, values)
  return Float64Array.from(values)
}

const widths: Readonly<Partial<Record<ParquetType, number>>> = {
  BOOLEAN: 1 / 8,
  INT32: 4,
  INT64: 8,
  INT96: 12,
  FLOAT: 4,
  DOUBLE: 8,
}

function readers(view: DataView, { type, isUnsigned }: Storage): (row: number) => number {
  switch (type) {
    case 'BOOLEAN':
      return (row) => (view.getUint8(row >> 3) >> (row & 7)) & 1
    case 'INT32':
      return isUnsigned
        ? (row) => view.getUint32(4 * row, true)
        : (row) => view.getInt32(4 * row, true)
    case 'INT96':
      return (row) => {
        const days = view.getUint32(12 * row + 8, true) - julianDayOf1970
        return days * microsOfDay + Math.floor(int64At(view, 12 * row, true) / 1000)
      }
    case 'FLOAT':
      return (row) => view.getFloat32(4 * row, true)
    default:
      return (row) => view.getFloat64(8 * row, true)
  }
}

function readTexts(reader: ByteReader, { codeOf }: Storage, count: number): Float64Array {
  // A text takes at least the four bytes of its length.
  if (count * 4 > reader.bytes.length - reader.offset) throw new RangeError(`${count} texts`)
  const codes = new Float64Array(count)
  for (let i = 0; i < count; i++) codes[i] = codeOf(reader.take(reader.uint32()))
  return codes
}
