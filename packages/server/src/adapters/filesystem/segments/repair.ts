import { crc32 } from 'node:zlib'
import type { Logger } from '../../../platform/logger.ts'
import type { LogFiles } from './file-layer.ts'
import { frameKinds, jsonFrame } from './frame.ts'
import { readFrames } from './read-frames.ts'
import { damagedName, type Footer, parseSegmentName, sealName, segmentName } from './segment.ts'

/** What was found in a segment that nobody ended. */
export interface Repaired {
  readonly sequence: number
  readonly records: number
  /** Bytes behind the last whole record. */
  readonly cutBytes: number
}

/**
 * Ends the segments of a folder that a killed process or a power cut left open: each is cut behind its
 * last whole record, gets its footer and is sealed. One without even a header is set aside as
 * `.damaged`.
 */
export async function repairFolder(
  files: LogFiles,
  folder: string,
  logger: Logger,
): Promise<readonly Repaired[]> {
  const repaired: Repaired[] = []
  for (const name of await files.list(folder)) {
    const segment = parseSegmentName(name)
    if (segment?.state !== 'open') continue
    const one = await repairTail(files, folder, segment.sequence)
    if (one.cutBytes > 0) logger.warn('the end of a log segment was torn', { folder, ...one })
    repaired.push(one)
  }
  return repaired
}

async function repairTail(files: LogFiles, folder: string, sequence: number): Promise<Repaired> {
  const path = `${folder}/${segmentName(sequence, false)}`
  const { position, hasHeader, hasFooter, footer } = await survey(files, path)
  const cutBytes = await sizeOf(files, path, hasHeader ? position : 0)
  if (!hasHeader) {
    await files.rename(path, `${folder}/${damagedName(sequence)}`)
    await files.syncFolder(folder)
    return { sequence, records: 0, cutBytes }
  }
  const file = await files.open(path)
  try {
    if (cutBytes > 0) await file.truncate(position)
    if (!hasFooter) await file.write(jsonFrame(frameKinds.footer, footer), position)
    await file.sync()
  } finally {
    await file.close()
  }
  await sealName(files, folder, sequence)
  return { sequence, records: footer.records, cutBytes }
}

/** Reads a segment to its last whole frame, or to its footer. */
async function survey(files: LogFiles, path: string) {
  const footer = { records: 0, crc32: 0 } as { -readonly [K in keyof Footer]: Footer[K] }
  let hasHeader = false
  const frames = readFrames(files, path, 0)
  for (;;) {
    const next = await frames.next()
    if (next.done === true) {
      return { position: next.value?.position ?? 0, hasHeader, hasFooter: false, footer }
    }
    const { kind, payload, whole, position } = next.value
    if (kind === frameKinds.footer) {
      return { position: position + whole.length, hasHeader, hasFooter: true, footer }
    }
    if (kind === frameKinds.header) {
      hasHeader = true
      continue
    }
    const recorded = payload.readDoubleLE(8)
    footer.records++
    footer.crc32 = crc32(whole, footer.crc32)
    footer.from = Math.min(footer.from ?? recorded, recorded)
    footer.to = Math.max(footer.to ?? recorded, recorded)
  }
}

async function sizeOf(files: LogFiles, path: string, from: number): Promise<number> {
  let size = 0
  for (;;) {
    const chunk = await files.read(path, from + size, 1 << 20)
    if (chunk === undefined || chunk.length === 0) return size
    size += chunk.length
  }
}
