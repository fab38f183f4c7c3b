import { sha256Bytes } from '../platform-globals.ts'
import type { Digest } from './types.ts'

const digestPattern = /^sha256:[0-9a-f]{64}$/

/** The SHA-256 of bytes, written `sha256:<hex>`. */
export async function sha256(bytes: Uint8Array): Promise<Digest> {
  let hex = ''
  for (const byte of await sha256Bytes(bytes)) hex += byte.toString(16).padStart(2, '0')
  return `sha256:${hex}`
}

/** Whether a text is a digest as this product writes them. */
export function isDigest(text: unknown): text is Digest {
  return typeof text === 'string' && digestPattern.test(text)
}
