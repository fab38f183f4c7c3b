import { Buffer } from 'node:buffer'
import type { LogFiles } from './file-layer.ts'
import { type Frame, frameAt, magic } from './frame.ts'

export interface PlacedFrame extends Frame {
  /** Where it begins in its file. */
  readonly position: number
}

/** How a file ended: behind a whole frame, or with bytes that are no frame or a part of one. */
export interface FramesEnd {
  /** Behind the last whole frame. */
  readonly position: number
  readonly isWhole: boolean
}

const chunkBytes = 1 << 18

/**
 * The whole frames of a segment from a place on, and how it ended; `undefined` at once when there is no
 * such file. Payloads are valid until the next frame is asked for.
 *
 * @param from 0, or where a frame begins
 */
export async function* readFrames(
  files: LogFiles,
  path: string,
  from: number,
): AsyncGenerator<PlacedFrame, FramesEnd | undefined> {
  let position = from
  let chunk = await files.read(path, position, chunkBytes)
  if (chunk === undefined) return undefined
  let bytes = Buffer.from(chunk)
  let at = 0
  if (from === 0) {
    if (!bytes.subarray(0, magic.length).equals(magic)) return { position: 0, isWhole: false }
    at = magic.length
  }
  for (;;) {
    const frame = frameAt(bytes, at)
    if (frame === 'torn') return { position: position + at, isWhole: false }
    if (frame !== 'more') {
      yield { ...frame, position: position + at }
      at += frame.whole.length
      continue
    }
    const rest = bytes.subarray(at)
    position += at
    chunk = await files.read(path, position + rest.length, Math.max(chunkBytes, rest.length))
    if (chunk === undefined || chunk.length === 0) {
      return { position, isWhole: rest.length === 0 }
    }
    bytes = Buffer.concat([rest, chunk])
    at = 0
  }
}
