const lineFeed = 10
const carriageReturn = 13

/**
 * The bytes with LF in the place of CRLF, as LightGBM writes them on every system; the same bytes
 * where there is no CRLF. Editors and Git change line ends, and with them the places of the trees
 * that the file itself states.
 */
export function withLineFeeds(bytes: Uint8Array): Uint8Array {
  const first = bytes.indexOf(carriageReturn)
  if (first < 0) return bytes
  // A copy by construction: `slice` of Node's Buffer, which is a Uint8Array too, is a view.
  const copy = new Uint8Array(bytes)
  let length = first
  for (let at = first; at < bytes.length; at++) {
    if (bytes[at] === carriageReturn && bytes[at + 1] === lineFeed) continue
    copy[length++] = bytes[at] as number
  }
  return length === bytes.length ? bytes : copy.subarray(0, length)
}
