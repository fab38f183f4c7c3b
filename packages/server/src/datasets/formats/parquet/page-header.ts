import type { ByteReader } from './byte-reader.ts'

/** A page of a column chunk, as its header says (parquet.thrift, PageHeader). */
export interface PageHeader {
  readonly kind: 'data' | 'data-v2' | 'dictionary' | 'index'
  readonly compressedBytes: number
  readonly uncompressedBytes: number
  /** Values, nulls included. */
  readonly values: number
  /** Number of the encoding (parquet.thrift, Encoding). */
  readonly encoding: number
  /** Of version 2: bytes of the levels before the values. */
  readonly definitionBytes: number
  readonly repetitionBytes: number
  readonly isCompressed: boolean
}

/** Integers, booleans and structures of Thrift by field id; other values are skipped. */
type Struct = ReadonlyMap<number, number | boolean | Struct>

const kinds = ['data', 'index', 'dictionary', 'data-v2'] as const
const maximumDepth = 8

/** @throws RangeError when the bytes are no page header */
export function readPageHeader(reader: ByteReader): PageHeader {
  const header = readStruct(reader, 0)
  const kind = kinds[numberIn(header, 1)]
  if (kind === undefined) throw new RangeError(`a page of type ${numberIn(header, 1)}`)
  const detail = header.get({ data: 5, index: 6, dictionary: 7, 'data-v2': 8 }[kind])
  const fields = detail instanceof Map ? (detail as Struct) : new Map<number, never>()
  const isSecond = kind === 'data-v2'
  return {
    kind,
    uncompressedBytes: numberIn(header, 2),
    compressedBytes: numberIn(header, 3),
    values: kind === 'index' ? 0 : numberIn(fields, 1),
    encoding: kind === 'index' ? 0 : numberIn(fields, isSecond ? 4 : 2),
    definitionBytes: isSecond ? numberIn(fields, 5) : 0,
    repetitionBytes: isSecond ? numberIn(fields, 6) : 0,
    isCompressed: fields.get(7) !== false || !isSecond,
  }
}

function numberIn(struct: Struct, id: number): number {
  const value = struct.get(id)
  if (typeof value === 'number' && value >= 0) return value
  throw new RangeError(`a page header with ${String(value)} in field ${id}`)
}

/** A structure in Thrift's compact protocol. */
function readStruct(reader: ByteReader, depth: number): Struct {
  const fields = new Map<number, number | boolean | Struct>()
  let id = 0
  for (;;) {
    const head = reader.byte()
    const type = head & 15
    if (type === 0) return fields
    id = head >> 4 === 0 ? zigzag(reader.varint()) : id + (head >> 4)
    const value = readValue(reader, type, depth)
    if (value !== undefined) fields.set(id, value)
  }
}

function readValue(
  reader: ByteReader,
  type: number,
  depth: number,
): number | boolean | Struct | undefined {
  if (depth > maximumDepth) throw new RangeError(`structures nested over ${maximumDepth} deep`)
  switch (type) {
    case 1:
    case 2:
      return type === 1
    case 3:
      return reader.byte()
    case 4:
    case 5:
    case 6:
      return zigzag(reader.varint())
    case 7:
      reader.take(8)
      return undefined
    case 8:
      reader.take(reader.varint())
      return undefined
    case 9:
    case 10:
      skipList(reader, depth)
      return undefined
    case 12:
      return readStruct(reader, depth + 1)
    default:
      throw new RangeError(`a Thrift value of type ${type}`)
  }
}

function skipList(reader: ByteReader, depth: number): void {
  const head = reader.byte()
  const count = head >> 4 === 15 ? reader.varint() : head >> 4
  const type = head & 15
  for (let i = 0; i < count; i++) {
    // A boolean in a list takes a byte, unlike one in a field.
    if (type === 1 || type === 2) reader.byte()
    else readValue(reader, type, depth + 1)
  }
}

function zigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2
}
