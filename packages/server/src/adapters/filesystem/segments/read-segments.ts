import type { Buffer } from 'node:buffer'
import { Problem } from '../../../platform/problem.ts'
import type { LogFiles } from './file-layer.ts'
import { frameKinds } from './frame.ts'
import { type PlacedFrame, readFrames } from './read-frames.ts'
import {
  parseSegmentName,
  type SegmentFile,
  type SegmentHeader,
  segmentFormat,
  segmentName,
} from './segment.ts'

/** `<segment>:<byte>`. */
export type SegmentCursor = string

/** A record as it is stored, under the header of its segment, and the place after it. */
export interface SegmentRecord<H> {
  readonly sequence: number
  readonly header: H
  readonly payload: Buffer
  readonly next: SegmentCursor
}

interface Place {
  readonly sequence: number
  /** 0, or where a record begins. */
  readonly position: number
}

/**
 * The records of a folder from a place on, oldest first, those of the open segment included. `H` is
 * what whoever wrote the segments has put at their beginning.
 *
 * @param until the last segment to read; absent: all
 */
export async function* readSegments<H extends object>(
  files: LogFiles,
  folder: string,
  from?: SegmentCursor,
  until = Number.POSITIVE_INFINITY,
): AsyncGenerator<SegmentRecord<H>> {
  const start = from === undefined ? { sequence: 0, position: 0 } : parseCursor(from)
  for (const segment of await listSegments(files, folder)) {
    if (segment.sequence < start.sequence || segment.sequence > until) continue
    const position = segment.sequence === start.sequence ? start.position : 0
    yield* readSegment<H>(files, folder, segment, position)
  }
}

/** The place before the last `count` records, or before all of them. */
export async function findLast(
  files: LogFiles,
  folder: string,
  count: number,
): Promise<SegmentCursor> {
  const segments = await listSegments(files, folder)
  let lacking = count
  let end: SegmentCursor | undefined
  for (const segment of segments.toReversed()) {
    const positions: number[] = []
    let behind = 0
    for await (const { position, kind, whole } of framesOf(files, folder, segment, 0)) {
      if (kind === frameKinds.footer) continue
      behind = position + whole.length
      if (kind !== frameKinds.record) continue
      positions.push(position)
      if (positions.length > lacking) positions.shift()
    }
    end ??= cursorOf(segment.sequence, behind)
    if (lacking === 0) return end
    if (positions.length === lacking) return cursorOf(segment.sequence, positions[0])
    lacking -= positions.length
  }
  return cursorOf(segments[0]?.sequence ?? 0, 0)
}

/** Segments, oldest first; damaged ones only when asked for. */
export async function listSegments(
  files: LogFiles,
  folder: string,
  withDamaged = false,
): Promise<readonly SegmentFile[]> {
  const found = (await files.list(folder)).flatMap((name) => parseSegmentName(name) ?? [])
  return found
    .filter(({ state }) => withDamaged || state !== 'damaged')
    .sort((a, b) => a.sequence - b.sequence)
}

async function* readSegment<H extends object>(
  files: LogFiles,
  folder: string,
  segment: SegmentFile,
  from: number,
): AsyncGenerator<SegmentRecord<H>> {
  let header: H | undefined
  if (from > 0) header = await headerOf<H>(files, folder, segment)
  for await (const frame of framesOf(files, folder, segment, from)) {
    const { kind, payload, position, whole } = frame
    if (kind === frameKinds.header) header = parseHeader<H>(segment, payload)
    if (kind !== frameKinds.record || header === undefined) continue
    const { sequence } = segment
    yield { sequence, header, payload, next: cursorOf(sequence, position + whole.length) }
  }
}

/** @throws Problem `data-folder-corrupt` where a sealed segment is not whole */
async function* framesOf(
  files: LogFiles,
  folder: string,
  segment: SegmentFile,
  from: number,
): AsyncGenerator<PlacedFrame> {
  const path = await pathOf(files, folder, segment)
  const frames = readFrames(files, path, from)
  for (;;) {
    const next = await frames.next()
    if (next.done !== true) {
      yield next.value
      if (next.value.kind === frameKinds.footer) return
      continue
    }
    // One that is gone since it was listed has become a part of a table.
    if (segment.state === 'sealed' && next.value !== undefined) {
      throw damaged(path, next.value.position)
    }
    return
  }
}

/** A segment may be sealed, and so renamed, while it is read. */
async function pathOf(files: LogFiles, folder: string, { sequence, state }: SegmentFile) {
  const path = (isSealed: boolean) => `${folder}/${segmentName(sequence, isSealed)}`
  const isThere = state === 'open' && (await files.read(path(false), 0, 1)) !== undefined
  return path(!isThere)
}

async function headerOf<H extends object>(files: LogFiles, folder: string, segment: SegmentFile) {
  for await (const { kind, payload } of framesOf(files, folder, segment, 0)) {
    if (kind === frameKinds.header) return parseHeader<H>(segment, payload)
  }
  return undefined
}

function parseHeader<H extends object>({ sequence }: SegmentFile, payload: Buffer): H {
  // Its CRC has been checked: these are the bytes that this program wrote.
  const header = JSON.parse(payload.toString('utf8')) as SegmentHeader & H
  if (header.format === segmentFormat) return header
  throw new Problem(
    'data-folder-newer',
    `Log segment ${sequence} has form ${header.format}; this release reads form ${segmentFormat}.`,
  )
}

function damaged(path: string, position: number): Problem {
  return new Problem(
    'data-folder-corrupt',
    `${path} is damaged at byte ${position}: found no whole record there, expected one or the end.`,
    { hint: 'Restore the file from a copy of the folder.' },
  )
}

function parseCursor(cursor: SegmentCursor): Place {
  const [, sequence, position] = /^(\d{1,12}):(\d{1,12})$/.exec(cursor) ?? []
  if (sequence !== undefined) return { sequence: Number(sequence), position: Number(position) }
  throw new RangeError(`${JSON.stringify(cursor.slice(0, 40))} is no place of a log.`)
}

function cursorOf(sequence: number, position = 0): SegmentCursor {
  return `${sequence}:${position}`
}
