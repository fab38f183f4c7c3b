import { Buffer } from 'node:buffer'
import type { LogFiles } from './file-layer.ts'
import { frameAt, frameKinds } from './frame.ts'
import type { Footer } from './segment.ts'

/** A footer has a few numbers; this is room for many more. */
const mostBytes = 1024

/** What a sealed segment says of its records, read from its end; `undefined` where none is there. */
export async function readFooter(files: LogFiles, path: string): Promise<Footer | undefined> {
  const size = await files.size(path)
  if (size === undefined) return undefined
  const from = Math.max(0, size - mostBytes)
  const end = Buffer.from((await files.read(path, from, size - from)) ?? [])
  // Frames begin at multiples of eight from the end, as all have such a length.
  for (let at = end.length - 16; at >= 0; at -= 8) {
    const frame = frameAt(end, at)
    if (typeof frame === 'string' || frame.kind !== frameKinds.footer) continue
    if (at + frame.whole.length !== end.length) continue
    // Its CRC has been checked: these are the bytes that this program wrote.
    return JSON.parse(frame.payload.toString('utf8')) as Footer
  }
  return undefined
}
