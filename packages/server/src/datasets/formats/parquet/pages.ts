import type { ColumnMetaData } from 'hyparquet'
import { ByteReader } from './byte-reader.ts'
import { parquetCodecs } from './codecs.ts'
import { readHybrid } from './hybrid.ts'
import { type PageHeader, readPageHeader } from './page-header.ts'
import { allOf, heldValues, type PageValues } from './page-values.ts'
import { readBooleanRuns, readPlain, type Storage } from './plain-values.ts'

/** Numbers of encodings (parquet.thrift, Encoding). */
const plain = 0
const plainDictionary = 2
const runs = 3
const runsOfDictionary = 8

const readEncodings: readonly string[] = [
  'PLAIN',
  'PLAIN_DICTIONARY',
  'RLE',
  'RLE_DICTIONARY',
  'BIT_PACKED', // named by old writers for levels that are not there
]

/** Whether every page of a chunk is in an encoding that is read here. */
export function hasReadableEncodings({ encodings, codec }: ColumnMetaData): boolean {
  const isKnownCodec = codec === 'UNCOMPRESSED' || parquetCodecs[codec] !== undefined
  return isKnownCodec && encodings.every((encoding) => readEncodings.includes(encoding))
}

export interface ChunkOptions {
  readonly bytes: Uint8Array
  readonly codec: ColumnMetaData['codec']
  readonly storage: Storage
  /** Whether values may be null. */
  readonly isOptional: boolean
  /** Rows of the row group. */
  readonly rows: number
}

/**
 * The values of a flat column chunk, page by page: numbers, or codes of text; NaN is missing. Sizes
 * are checked before anything is made to their measure.
 *
 * @throws RangeError, or an error of the decompressor, when the bytes are damaged
 */
export function* readPages(options: ChunkOptions): Generator<PageValues> {
  const reader = new ByteReader(options.bytes)
  let dictionary: Float64Array | undefined
  let left = options.rows
  while (left > 0) {
    const header = readPageHeader(reader)
    const body = reader.take(header.compressedBytes)
    if (header.kind === 'index') continue
    if (header.kind === 'dictionary') {
      const page = decompress(body, header, options)
      dictionary = allOf(readPlain(new ByteReader(page), options.storage, header.values))
      continue
    }
    if (header.values > left) throw new RangeError(`a page of ${header.values} of ${left} values`)
    left -= header.values
    yield readDataPage(body, header, dictionary, options)
  }
}

function readDataPage(
  body: Uint8Array,
  header: PageHeader,
  dictionary: Float64Array | undefined,
  options: ChunkOptions,
): PageValues {
  const { reader, levels } = splitPage(body, header, options)
  const count = levels === undefined ? header.values : countOnes(levels)
  const present = readValues(reader, header, count, dictionary, options.storage)
  if (count === header.values || levels === undefined) return present
  return heldValues(spread(allOf(present), levels))
}

/** The definition levels, 1 for a value and 0 for null, and a reader of the values after them. */
function splitPage(
  body: Uint8Array,
  header: PageHeader,
  options: ChunkOptions,
): { reader: ByteReader; levels: Int32Array | undefined } {
  if (header.kind === 'data') {
    const reader = new ByteReader(decompress(body, header, options))
    if (!options.isOptional) return { reader, levels: undefined }
    return { reader, levels: readLevels(reader.take(reader.uint32()), header.values) }
  }
  const { definitionBytes, repetitionBytes } = header
  const whole = new ByteReader(body)
  whole.take(repetitionBytes)
  const levelBytes = whole.take(definitionBytes)
  const before = repetitionBytes + definitionBytes
  const uncompressedBytes = header.uncompressedBytes - before
  const rest = whole.take(body.length - before)
  const values = header.isCompressed ? decompress(rest, { uncompressedBytes }, options) : rest
  const levels = options.isOptional ? readLevels(levelBytes, header.values) : undefined
  return { reader: new ByteReader(values), levels }
}

/** `undefined` when one run says that every value is there, as most pages do. */
function readLevels(bytes: Uint8Array, count: number): Int32Array | undefined {
  if (isOneRunOfOnes(bytes, count)) return undefined
  const levels = new Int32Array(count)
  readHybrid(new ByteReader(bytes), 1, levels)
  return levels
}

function isOneRunOfOnes(bytes: Uint8Array, count: number): boolean {
  const reader = new ByteReader(bytes)
  const header = reader.bytes.length === 0 ? 1 : reader.varint()
  return header % 2 === 0 && header / 2 >= count && reader.byte() === 1
}

function readValues(
  reader: ByteReader,
  { encoding }: PageHeader,
  count: number,
  dictionary: Float64Array | undefined,
  storage: Storage,
): PageValues {
  if (encoding === plain) return readPlain(reader, storage, count)
  if (encoding === runs && storage.type === 'BOOLEAN')
    return heldValues(readBooleanRuns(reader, count))
  if (encoding !== plainDictionary && encoding !== runsOfDictionary) {
    throw new RangeError(`a page in encoding ${encoding}, which its chunk does not name`)
  }
  if (dictionary === undefined) throw new RangeError('a page whose dictionary is not there')
  const indices = new Int32Array(count)
  if (count > 0) readHybrid(reader, reader.byte(), indices)
  const values = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    const value = dictionary[indices[i] ?? -1]
    if (value === undefined) throw new RangeError(`entry ${indices[i]} of ${dictionary.length}`)
    values[i] = value
  }
  return heldValues(values)
}

function decompress(
  body: Uint8Array,
  { uncompressedBytes }: Pick<PageHeader, 'uncompressedBytes'>,
  { codec }: ChunkOptions,
): Uint8Array {
  if (codec === 'UNCOMPRESSED' || uncompressedBytes === 0) return body
  const page = parquetCodecs[codec]?.(body, uncompressedBytes)
  if (page?.length === uncompressedBytes) return page
  throw new RangeError(`a page of ${page?.length} bytes instead of ${uncompressedBytes}`)
}

function countOnes(levels: Int32Array): number {
  let count = 0
  for (const level of levels) count += level
  return count
}

function spread(present: Float64Array, levels: Int32Array): Float64Array {
  const values = new Float64Array(levels.length)
  let next = 0
  for (let i = 0; i < levels.length; i++) {
    values[i] = levels[i] === 1 ? (present[next++] ?? Number.NaN) : Number.NaN
  }
  return values
}
