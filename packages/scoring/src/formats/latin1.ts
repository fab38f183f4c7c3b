/** Text of [start, end), each byte one character. */
export function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let at = start; at < end; at += 8192) {
    // Applied and not spread: spreading walks an iterator byte by byte. An array-like is enough.
    const codes = bytes.subarray(at, Math.min(end, at + 8192)) as unknown as number[]
    text += String.fromCharCode.apply(null, codes)
  }
  return text
}
