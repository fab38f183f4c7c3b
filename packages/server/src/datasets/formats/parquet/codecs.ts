import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { Compressors } from 'hyparquet'
import { decompressLz4, decompressLz4Raw, decompressSnappy } from 'hyparquet-compressors'

/** A page larger than this is taken for a damaged length. */
const maximumPageBytes = 1 << 30

/** Decompressors of every codec of Parquet but LZO: compiled ones where Node has them. */
export const parquetCodecs: Compressors = {
  SNAPPY: (input, length) => decompressSnappy(input, checked(length)),
  GZIP: (input, length) => gunzipSync(input, { maxOutputLength: checked(length) }),
  BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: checked(length) }),
  ZSTD: (input, length) => zstdDecompressSync(input, { maxOutputLength: checked(length) }),
  LZ4: (input, length) => decompressLz4(input, checked(length)),
  LZ4_RAW: (input, length) => decompressLz4Raw(input, checked(length)),
}

/** zlib refuses a limit of 0, which an empty page has. */
function checked(length: number): number {
  if (!(length >= 0 && length <= maximumPageBytes)) {
    throw new RangeError(`a page of ${length} bytes is over the limit of ${maximumPageBytes}`)
  }
  return Math.max(length, 1)
}
