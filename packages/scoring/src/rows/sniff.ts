export type RowFormat = 'ndjson' | 'csv'

/**
 * The format of rows by their first byte that is no white space: `{` or `[` begin JSON, anything
 * else a CSV header. `undefined` while there is no such byte yet.
 */
export function sniffRowFormat(bytes: Uint8Array): RowFormat | undefined {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  const first = bytes.subarray(hasMark ? 3 : 0).find((byte) => !isSpace(byte))
  if (first === undefined) return undefined
  return first === 0x7b || first === 0x5b ? 'ndjson' : 'csv'
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)
}
