import { Buffer, isAscii, isUtf8 } from 'node:buffer'
import { Problem } from '../../platform/problem.ts'

/**
 * The text of a body.
 * @throws Problem `body-not-utf8`
 */
export function decodeText(body: Uint8Array): string {
  const bytes = Buffer.isBuffer(body)
    ? body
    : Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  if (isAscii(bytes)) return bytes.toString('latin1')
  if (isUtf8(bytes)) return bytes.toString('utf8')
  throw new Problem('body-not-utf8', 'The body is not valid UTF-8; text must be.')
}
