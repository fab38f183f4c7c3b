import { type Buffer, isAscii, isUtf8 } from 'node:buffer'
import { Problem } from '../../platform/problem.ts'

/**
 * The text of a body.
 * @throws Problem `body-not-utf8`
 */
export function decodeText(body: Buffer): string {
  if (isAscii(body)) return body.toString('latin1')
  if (isUtf8(body)) return body.toString('utf8')
  throw new Problem('body-not-utf8', 'The body is not valid UTF-8; JSON must be.')
}
