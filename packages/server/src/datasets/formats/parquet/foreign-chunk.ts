import type { ColumnMetaData, DecodedArray, SchemaElement } from 'hyparquet'
import { parquetScan } from 'hyparquet'
import { parquetCodecs } from './codecs.ts'
import { physicalElement } from './meaning.ts'

export interface ForeignChunk {
  readonly body: Uint8Array
  /** Where the body begins in the file. */
  readonly start: number
  readonly chunk: ColumnMetaData
  readonly element: SchemaElement
  readonly rows: number
  readonly codeOf: (text: Uint8Array) => number
}

/** Values of a chunk in one of the rarer encodings, decoded by hyparquet: the same numbers. */
export async function readForeignChunk(foreign: ForeignChunk): Promise<Float64Array> {
  const { body, start, chunk, element, rows, codeOf } = foreign
  const numRows = BigInt(rows)
  const scan = await parquetScan({
    file: {
      byteLength: start + body.length,
      slice: (from, end = start + body.length) => body.slice(from - start, end - start).buffer,
    },
    metadata: {
      version: 2,
      schema: [{ name: 'root', num_children: 1 }, physicalElement(element)],
      num_rows: numRows,
      row_groups: [
        {
          columns: [{ file_offset: 0n, meta_data: chunk }],
          total_byte_size: 0n,
          num_rows: numRows,
        },
      ],
      metadata_length: 0,
    },
    columns: [element.name],
    compressors: parquetCodecs,
    useOffsetIndex: false,
    geoparquet: false,
    parsers: {
      stringFromBytes: codeOf,
      timestampFromNanoseconds: (nanos) => nanos / 1000n,
    },
  })
  const stored = await scan.readColumn({ column: element.name, rowStart: 0, rowEnd: rows })
  if (stored.length !== rows) throw new RangeError(`${stored.length} values instead of ${rows}`)
  return toNumbers(stored)
}

function toNumbers(stored: DecodedArray): Float64Array {
  const values = new Float64Array(stored.length)
  for (let i = 0; i < values.length; i++) {
    const value: unknown = stored[i]
    const isValue = value !== null && value !== undefined
    values[i] = isValue ? Number(value) : Number.NaN
  }
  return values
}
