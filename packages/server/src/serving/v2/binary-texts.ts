import { Buffer } from 'node:buffer'

/** Each text with its length in four bytes before it: how BYTES travel in binary. */
export function bytesOfTexts(texts: readonly string[]): Uint8Array {
  return Buffer.concat(
    texts.flatMap((text) => {
      const bytes = Buffer.from(text)
      const length = Buffer.alloc(4)
      length.writeUInt32LE(bytes.length)
      return [length, bytes]
    }),
  )
}

/** Labels in binary. @param texts JSON of each */
export function labelBytes(texts: readonly string[], datatype: string): Uint8Array {
  if (datatype === 'BYTES') return bytesOfTexts(texts.map((text) => JSON.parse(text) as string))
  const { buffer } =
    datatype === 'INT64' ? BigInt64Array.from(texts, BigInt) : Float64Array.from(texts, Number)
  return new Uint8Array(buffer)
}
