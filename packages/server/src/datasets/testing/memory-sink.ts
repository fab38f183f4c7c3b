import type { ByteSink } from '../formats/parquet/write-parquet.ts'

/** A sink that keeps what it is given. */
export function memorySink(): ByteSink & { bytes(): Uint8Array } {
  const pieces: Uint8Array[] = []
  return {
    append: (bytes) => {
      pieces.push(bytes.slice())
    },
    bytes: () => new Uint8Array(Buffer.concat(pieces)),
  }
}
