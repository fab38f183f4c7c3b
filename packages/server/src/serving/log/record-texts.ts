import { Buffer } from 'node:buffer'
import { createHmac } from 'node:crypto'
import { carriedJson, type Field, textAt, textsOf } from '@ratchet-ml/scoring'
import { textBytes } from './record-context.ts'
import { hashBytes, missingLongText, missingText } from './record-layout.ts'
import type { InputOf } from './types.ts'

/** A column of which a record holds only the hash. */
export interface Hashed {
  readonly name: string
  /** Of a feature. */
  readonly field: Field | undefined
  readonly at: number
  readonly isFeature: boolean
}

/** The text of a value that is hashed: that of the level, the number or the text as it was sent. */
export function hashedText(
  { name, field, at, isFeature }: Hashed,
  rows: Float64Array,
  from: number,
  row: number,
  inputOf: InputOf,
): string | undefined {
  if (!isFeature) return textOf(inputOf(row, name))
  if (field === undefined) return undefined // this version does without it
  if (field.type === 'text') return textOfRow(rows, from, at)
  const value = rows[from + at] as number
  if (Number.isNaN(value)) return undefined
  return String(field.levels?.[value] ?? value)
}

/** A missing value is sixteen zeros. */
export function writeHash(
  bytes: Uint8Array,
  at: number,
  text: string | undefined,
  key: () => Uint8Array,
): void {
  if (text === undefined) {
    bytes.fill(0, at, at + hashBytes)
    return
  }
  const hash = createHmac('sha256', key()).update(text).digest()
  bytes.set(hash.subarray(0, hashBytes), at)
}

/** Writes a value as text, cut where it is too long; gives where it ends. */
export function writeText(bytes: Uint8Array, at: number, value: unknown): number {
  const text = textOf(value)
  if (text === undefined) {
    bytes[at] = missingText & 0xff
    bytes[at + 1] = missingText >>> 8
    return at + 2
  }
  const encoded = textBytes(text)
  bytes.set(encoded, at)
  return at + encoded.length
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null || Number.isNaN(value)) return undefined
  return typeof value === 'string' ? value : carriedJson(value)
}

/** A text that the model has read. */
export function textOfRow(rows: Float64Array, from: number, at: number): string | undefined {
  return at < 0 ? undefined : textAt(textsOf(rows), rows[from + at] as number)
}

/** Of UTF-8 for a unit of UTF-16. */
const mostBytesPerUnit = 3

/** What `writeLongText` takes at most. */
export function mostLongTextBytes(text: string | undefined): number {
  return 4 + mostBytesPerUnit * (text?.length ?? 0)
}

/** Writes a text whole; gives where it ends. */
export function writeLongText(bytes: Uint8Array, at: number, text: string | undefined): number {
  const target = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (text === undefined) return target.writeUInt32LE(missingLongText, at)
  const length = target.write(text, at + 4)
  target.writeUInt32LE(length, at)
  return at + 4 + length
}
