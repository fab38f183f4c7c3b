import type { ColumnMetaData, CompressionCodec } from 'hyparquet'
import { ByteWriter } from 'hyparquet-writer'
import { writePageHeader } from 'hyparquet-writer/src/datapage.js'
import { snappyCompress } from 'hyparquet-writer/src/snappy.js'
import { elementOf } from './schema.ts'
import type { EncodedColumn } from './types.ts'

/** What a trial compresses, and the share of it that must be saved for the chunk to be compressed. */
const trialBytes = 1 << 16
const trialShare = 0.75

/**
 * The column chunk of a row group: its dictionary page, if it has one, and one data page.
 *
 * @param offset where the chunk begins in the file
 * @param into the bytes of the chunk, in pieces
 */
export function writeChunk(
  encoded: EncodedColumn,
  offset: number,
  into: Uint8Array[],
): ColumnMetaData {
  const { column, rows, nulls, dictionary, min, max } = encoded
  const pages = { codec: codecFor(encoded.body), into, compressed: 0, uncompressed: 0 }
  if (dictionary !== undefined) writeDictionaryPage(dictionary, pages)
  const dataOffset = offset + pages.compressed
  writeDataPage(encoded, pages)
  const { type = 'DOUBLE' } = elementOf(column)
  return {
    type,
    encodings: dictionary === undefined ? ['PLAIN', 'RLE'] : ['PLAIN', 'RLE', 'RLE_DICTIONARY'],
    path_in_schema: [column.name],
    codec: pages.codec,
    num_values: BigInt(rows),
    total_uncompressed_size: BigInt(pages.uncompressed),
    total_compressed_size: BigInt(pages.compressed),
    data_page_offset: BigInt(dataOffset),
    ...(dictionary && { dictionary_page_offset: BigInt(offset) }),
    statistics: {
      null_count: BigInt(nulls),
      ...(min !== undefined && { min_value: min }),
      ...(max !== undefined && { max_value: max }),
    },
  }
}

interface Pages {
  readonly codec: CompressionCodec
  readonly into: Uint8Array[]
  compressed: number
  uncompressed: number
}

/** Noisy doubles are left as they are: little is saved, and it costs every reader. */
function codecFor(body: Uint8Array): CompressionCodec {
  const trial = body.subarray(0, trialBytes)
  const saves = snappyCompress(trial).length <= trial.length * trialShare
  return saves ? 'SNAPPY' : 'UNCOMPRESSED'
}

function writeDictionaryPage(
  { bytes, values }: { readonly bytes: Uint8Array; readonly values: number },
  pages: Pages,
): void {
  const body = pages.codec === 'SNAPPY' ? snappyCompress(bytes) : bytes
  const header = new ByteWriter(64)
  writePageHeader(header, {
    type: 'DICTIONARY_PAGE',
    uncompressed_page_size: bytes.length,
    compressed_page_size: body.length,
    dictionary_page_header: { num_values: values, encoding: 'PLAIN' },
  })
  add(pages, header.getBytes(), [body], bytes.length)
}

/** A page of version 1, which every reader knows: levels and values are compressed together. */
function writeDataPage({ rows, levels, body, dictionary }: EncodedColumn, pages: Pages): void {
  const before = levelsBefore(rows, levels)
  const size = before.length + body.length
  const parts =
    pages.codec === 'SNAPPY' ? [snappyCompress(Buffer.concat([before, body]))] : [before, body]
  const header = new ByteWriter(64)
  writePageHeader(header, {
    type: 'DATA_PAGE',
    uncompressed_page_size: size,
    compressed_page_size: parts.reduce((sum, part) => sum + part.length, 0),
    data_page_header: {
      num_values: rows,
      encoding: dictionary === undefined ? 'PLAIN' : 'RLE_DICTIONARY',
      definition_level_encoding: 'RLE',
      repetition_level_encoding: 'RLE',
    },
  })
  add(pages, header.getBytes(), parts, size)
}

function add(
  pages: Pages,
  header: Uint8Array,
  parts: readonly Uint8Array[],
  uncompressed: number,
): void {
  pages.into.push(header, ...parts)
  pages.compressed += parts.reduce((sum, part) => sum + part.length, header.length)
  pages.uncompressed += header.length + uncompressed
}

/** The definition levels after their length: one run of ones, or all bits as one packed run. */
function levelsBefore(rows: number, levels: Uint8Array | undefined): Uint8Array {
  const run = new ByteWriter(16)
  if (levels === undefined) {
    run.appendVarInt(rows * 2)
    run.appendUint8(1)
  } else {
    run.appendVarInt(levels.length * 2 + 1)
    run.appendBytes(levels)
  }
  const whole = new ByteWriter(run.offset + 4)
  whole.appendUint32(run.offset)
  whole.appendBytes(run.getBytes())
  return whole.getBytes()
}
