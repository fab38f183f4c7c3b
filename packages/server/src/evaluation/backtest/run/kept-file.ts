import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { deserialize, serialize } from 'node:v8'
import { crc32 } from 'node:zlib'
import type { GatheredContender, JudgedPartition } from '../judge/judge-job.ts'

/** Of what is kept: what another release wrote in another form is judged anew. */
const format = Buffer.from('ratchet judged partition 3\n')
const hashBytes = 32
const lengthBytes = 4
const prefixBytes = hashBytes + format.length + lengthBytes

/** What a file begins with. The much that was gathered follows, in parts of which each is read alone. */
export interface KeptHead {
  /** All but what was gathered. */
  readonly judged: JudgedPartition
  /** For each contender where its part lies in the file, and the checksum of its bytes. */
  readonly parts: readonly (KeptPart | undefined)[]
}

interface KeptPart {
  readonly start: number
  readonly length: number
  readonly checksum: number
}

/** The bytes of a judged partition, in pieces: a head, then what was gathered, contender by contender. */
export function toKeptFile(judged: JudgedPartition): readonly Uint8Array[] {
  const bodies = judged.contenders.map(({ gathered }) => gathered && serialize(gathered))
  let end = 0
  const parts = bodies.map((body): KeptPart | undefined => {
    if (body === undefined) return undefined
    const start = end
    end += body.length
    return { start, length: body.length, checksum: crc32(body) }
  })
  const contenders = judged.contenders.map(({ gathered: _, ...told }) => told)
  const head = serialize({ judged: { ...judged, contenders }, parts } satisfies KeptHead)
  const length = Buffer.alloc(lengthBytes)
  length.writeUInt32LE(head.length)
  const hash = createHash('sha256').update(format).update(length).update(head).digest()
  return [hash, format, length, head, ...bodies.filter((body) => body !== undefined)]
}

/** `undefined` where the bytes are not those that were written. Parts start where the head ends. */
export async function readKeptHead(
  file: FileHandle,
): Promise<{ readonly head: KeptHead; readonly end: number } | undefined> {
  const { size } = await file.stat()
  const prefix = await readBytes(file, 0, prefixBytes)
  if (!prefix?.subarray(hashBytes, hashBytes + format.length).equals(format)) return undefined
  const length = prefix.readUInt32LE(prefixBytes - lengthBytes)
  const body = length <= size ? await readBytes(file, prefixBytes, length) : undefined
  if (body === undefined) return undefined
  const hash = createHash('sha256').update(prefix.subarray(hashBytes)).update(body).digest()
  if (!hash.equals(prefix.subarray(0, hashBytes))) return undefined
  // Whole, and of this form: these are the bytes that `toKeptFile` made.
  return { head: deserialize(body) as KeptHead, end: prefixBytes + length }
}

/** `undefined` where the bytes are not those that were written. */
export async function readKeptPart(
  file: FileHandle,
  end: number,
  { start, length, checksum }: KeptPart,
): Promise<GatheredContender | undefined> {
  const bytes = await readBytes(file, end + start, length)
  if (bytes === undefined || crc32(bytes) !== checksum) return undefined
  return deserialize(bytes) as GatheredContender
}

async function readBytes(
  file: FileHandle,
  start: number,
  length: number,
): Promise<Buffer | undefined> {
  const bytes = Buffer.allocUnsafe(length)
  const { bytesRead } = await file.read(bytes, 0, length, start)
  return bytesRead === length ? bytes : undefined
}
