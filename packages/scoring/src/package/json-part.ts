import { corrupt } from '../corrupt.ts'
import { decodeUtf8, encodeUtf8 } from '../platform-globals.ts'
import { canonicalJson } from './canonical-json.ts'

/** The bytes of a JSON part: its canonical form in UTF-8. */
export function writeJsonPart(value: unknown): Uint8Array {
  return encodeUtf8(canonicalJson(value))
}

/**
 * The value of a JSON part. Only the canonical form is read, so that a value has one form, and a
 * key stands once.
 *
 * @throws Refusal `package-corrupt`
 */
export function readJsonPart(bytes: Uint8Array, path: string): unknown {
  const text = decodeUtf8(bytes)
  if (text === undefined) throw corrupt(path, 'bytes that are not UTF-8', 'JSON in UTF-8')
  let value: unknown
  let canonical: string | undefined
  try {
    value = JSON.parse(text)
    canonical = canonicalJson(value)
  } catch (error) {
    throw corrupt(path, error instanceof Error ? error.message : String(error), 'JSON')
  }
  if (canonical !== text) {
    throw corrupt(path, 'JSON in another form', 'the canonical form of RFC 8785')
  }
  return value
}
