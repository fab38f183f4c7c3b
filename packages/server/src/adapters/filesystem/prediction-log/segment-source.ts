import { Buffer } from 'node:buffer'
import { type FileHandle, open, readdir, rm } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import type { SegmentSource } from '../../../feedback/history/store.ts'
import type { Segment, SegmentBlock } from '../../../feedback/history/types.ts'
import { Problem } from '../../../platform/problem.ts'
import type { LogHeader } from '../../../serving/log/types.ts'
import { systemCodeOf } from '../filesystem-problem.ts'
import { frameAt, frameBytes, frameKinds, magic } from '../segments/frame.ts'
import { type Footer, parseSegmentName, segmentName } from '../segments/segment.ts'

/** The segments of a data folder's prediction log, read whole, beside the process that writes them. */
export function openSegmentSource(logFolder: string): SegmentSource {
  const folderOf = (endpoint: string) => `${logFolder}/${endpoint}`
  return {
    endpoints: () => namesIn(logFolder),
    list: async (endpoint) => {
      const names = await namesIn(folderOf(endpoint))
      return names.flatMap(toSegment).sort((a, b) => a.sequence - b.sequence)
    },
    load: (endpoint, segment, from = 0) => load(folderOf(endpoint), segment, from),
    countOf: async (endpoint, { sequence }) => {
      const footer = await readFooter(`${folderOf(endpoint)}/${segmentName(sequence, true)}`)
      return footer?.records ?? 0
    },
    remove: async (endpoint, segments) => {
      for (const { sequence } of segments) {
        await rm(`${folderOf(endpoint)}/${segmentName(sequence, true)}`, { force: true })
      }
    },
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT' || systemCodeOf(error) === 'ENOTDIR') return []
    throw error
  }
}

function toSegment(name: string): readonly Segment[] {
  const found = parseSegmentName(name)
  if (found === undefined || found.state === 'damaged') return []
  return [{ sequence: found.sequence, state: found.state }]
}

async function load(
  folder: string,
  { sequence, state }: Segment,
  from: number,
): Promise<SegmentBlock | undefined> {
  // An open one may have been sealed, and so renamed, since it was listed.
  const names = state === 'open' ? [false, true] : [true]
  for (const isSealed of names) {
    const path = `${folder}/${segmentName(sequence, isSealed)}`
    const memory = await readWhole(path)
    if (memory === undefined) continue
    return isSealed ? blockOfSealed(path, memory, from) : blockOfOpen(memory, from)
  }
  return undefined
}

/** A sealed segment is checked as a whole, which costs a fraction of checking each record. */
function blockOfSealed(path: string, memory: ArrayBuffer, from: number): SegmentBlock {
  const bytes = Buffer.from(memory)
  const first = firstFrame(bytes)
  if (first === undefined) throw damaged(path, 0)
  const starts: number[] = []
  let at = first.end
  for (;;) {
    if (at + frameBytes > bytes.length) throw damaged(path, at)
    const word = bytes.readUInt32LE(at + 4)
    const end = at + frameBytes + (word & 0x0fff_ffff)
    if (word >>> 28 !== frameKinds.record) break
    if (at >= from) starts.push(at + frameBytes)
    if (end <= at + frameBytes || end > bytes.length) throw damaged(path, at)
    at = end
  }
  const footer = footerAt(bytes, at)
  if (footer === undefined) throw damaged(path, at)
  if (crc32(bytes.subarray(first.end, at)) !== footer.crc32) throw damaged(path, first.end)
  return { header: first.header, memory, starts: Float64Array.from(starts), end: at }
}

function blockOfOpen(memory: ArrayBuffer, from: number): SegmentBlock | undefined {
  const bytes = Buffer.from(memory)
  const first = firstFrame(bytes)
  if (first === undefined) return undefined
  const starts: number[] = []
  let at = Math.max(first.end, from)
  for (;;) {
    const frame = frameAt(bytes, at)
    // What is written by half is not there yet.
    if (frame === 'more' || frame === 'torn' || frame.kind !== frameKinds.record) break
    starts.push(at + frameBytes)
    at += frame.whole.length
  }
  return { header: first.header, memory, starts: Float64Array.from(starts), end: at }
}

function firstFrame(bytes: Buffer): { header: LogHeader; end: number } | undefined {
  if (!bytes.subarray(0, magic.length).equals(magic)) return undefined
  const frame = frameAt(bytes, magic.length)
  if (frame === 'more' || frame === 'torn' || frame.kind !== frameKinds.header) return undefined
  // Its CRC has been checked: these are the bytes that this program wrote.
  const header = JSON.parse(frame.payload.toString('utf8')) as LogHeader
  return { header, end: magic.length + frame.whole.length }
}

function footerAt(bytes: Buffer, at: number): Footer | undefined {
  const frame = frameAt(bytes, at)
  if (frame === 'more' || frame === 'torn' || frame.kind !== frameKinds.footer) return undefined
  return JSON.parse(frame.payload.toString('utf8')) as Footer
}

const footerRoom = 4096

/** The footer of a sealed segment, which is the last frame and short; `undefined` where there is none. */
async function readFooter(path: string): Promise<Footer | undefined> {
  return await withFile(path, async (file) => {
    const { size } = await file.stat()
    const length = Math.min(size, footerRoom)
    const bytes = Buffer.alloc(length)
    await file.read(bytes, 0, length, size - length)
    for (let at = length - 16; at >= 0; at -= 8) {
      const frame = frameAt(bytes, at)
      if (frame === 'more' || frame === 'torn' || frame.kind !== frameKinds.footer) continue
      return JSON.parse(frame.payload.toString('utf8')) as Footer
    }
    return undefined
  })
}

/** In memory whose length is a multiple of eight; the bytes behind the file's are zeros. */
async function readWhole(path: string): Promise<ArrayBuffer | undefined> {
  return await withFile(path, async (file) => {
    const { size } = await file.stat()
    const memory = new ArrayBuffer((size + 7) & ~7)
    const bytes = new Uint8Array(memory, 0, size)
    for (let at = 0; at < size; ) {
      const { bytesRead } = await file.read(bytes, at, size - at, at)
      if (bytesRead === 0) break
      at += bytesRead
    }
    return memory
  })
}

async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>) {
  let file: FileHandle
  try {
    file = await open(path, 'r')
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined
    throw error
  }
  try {
    return await use(file)
  } finally {
    await file.close()
  }
}

function damaged(path: string, position: number): Problem {
  return new Problem(
    'data-folder-corrupt',
    `${path} is damaged at byte ${position}: found no whole record there, expected one or the end.`,
    { hint: 'Restore the file from a copy of the folder.' },
  )
}
