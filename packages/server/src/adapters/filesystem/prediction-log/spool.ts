import { Buffer } from 'node:buffer'
import type { LogHeader } from '../../../serving/log/types.ts'
import { frameAt, frameBytes, frameKinds, jsonFrame } from '../segments/frame.ts'

// A spool is memory that outlives the process, and that takes bytes without ever waiting for a disk. What
// the log has not handed to the file system yet stands in it: the header of a segment and then whole
// frames, behind the place in the log where these frames are being written. Memory that was used is used
// again, as to get it anew takes longer than to fill it: behind the frames may stand older ones.

/** One group's part of the spool. Every call returns at once. */
export interface SpoolFile {
  /** Appends bytes. `false` when they were not taken; then it takes none until it is cleared. */
  append(bytes: Uint8Array): boolean
  /** Notes that what it holds is about to be written to a segment, at a place. */
  intend(sequence: number, position: number): void
  /** Forgets what it holds. */
  clear(): void
  /** Removes it. */
  remove(): void
}

/** The spool of a process. */
export interface Spool {
  open(header: LogHeader): SpoolFile
  /** What processes before this one left. */
  left(): readonly LeftFile[]
}

export interface LeftFile extends Pick<SpoolFile, 'intend' | 'remove'> {
  readonly bytes: Buffer
}

const magic = Buffer.from('RTCSPL01', 'latin1')
/** Where the note stands of where the frames are being written. */
export const intentAt = magic.length
const intentBytes = 16
/** Written where the first frame begins: then there is none. */
export const noFrame = Buffer.alloc(frameBytes)
const framesAt = intentAt + intentBytes

/** What stands in a spool file before the first record. */
export function spoolBeginning(header: LogHeader): Buffer {
  return Buffer.concat([magic, intentOf(0, 0), jsonFrame(frameKinds.header, header)])
}

/** Segment and place; sequence 0 for none. Both fit one write, which a kill cannot tear. */
export function intentOf(sequence: number, position: number): Buffer {
  const bytes = Buffer.alloc(intentBytes)
  bytes.writeDoubleLE(sequence, 0)
  bytes.writeDoubleLE(position, 8)
  return bytes
}

/** The whole records of a spool file that a process left. */
export interface Spooled {
  readonly header: LogHeader
  /** Where they were about to be written, if that had been decided. */
  readonly intent: { readonly sequence: number; readonly position: number } | undefined
  /** Frames as a segment has them. */
  readonly frames: Buffer
  /** When the first was recorded. */
  readonly from: number
}

/**
 * Reads a spool file up to its last whole record, or to one that was recorded before the first: that one is
 * from an earlier use of the memory. `undefined` where it holds none.
 */
export function readSpooled(bytes: Buffer): Spooled | undefined {
  if (bytes.length < framesAt || !bytes.subarray(0, magic.length).equals(magic)) return undefined
  const first = frameAt(bytes, framesAt)
  if (typeof first === 'string' || first.kind !== frameKinds.header) return undefined
  const start = framesAt + first.whole.length
  let end = start
  let from = Number.NaN
  for (;;) {
    const frame = frameAt(bytes, end)
    if (typeof frame === 'string' || frame.kind !== frameKinds.record) break
    const recorded = frame.payload.readDoubleLE(8)
    if (end === start) from = recorded
    if (recorded < from) break
    end += frame.whole.length
  }
  if (end === start) return undefined
  const sequence = bytes.readDoubleLE(intentAt)
  const position = bytes.readDoubleLE(intentAt + 8)
  return {
    header: JSON.parse(first.payload.toString('utf8')) as LogHeader, // written by spoolBeginning
    intent: sequence === 0 ? undefined : { sequence, position },
    frames: bytes.subarray(start, end),
    from,
  }
}
