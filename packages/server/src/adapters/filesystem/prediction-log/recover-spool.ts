import { Buffer } from 'node:buffer'
import type { LogFile, LogFiles } from '../segments/file-layer.ts'
import { frameKinds, jsonFrame, magic } from '../segments/frame.ts'
import { listSegments } from '../segments/read-segments.ts'
import { type SegmentHeader, segmentFormat, segmentName } from '../segments/segment.ts'
import { type LeftFile, readSpooled, type Spool, type Spooled } from './spool.ts'

/**
 * Brings to the log what a killed process had in its spool: to the place where it was being written,
 * else into a segment of its own. Doing it again, after it was broken off, changes nothing.
 *
 * @returns how many files of the spool held records
 */
export async function recoverSpool(
  files: LogFiles,
  spool: Spool,
  folderOf: (endpoint: string) => string,
): Promise<number> {
  const left = spool.left().map((file) => ({ file, spooled: readSpooled(file.bytes) }))
  // What was being written comes before what was still gathering.
  left.sort((a, b) => orderOf(a.spooled) - orderOf(b.spooled))
  let recovered = 0
  for (const { file, spooled } of left) {
    if (spooled !== undefined) {
      await recoverOne(files, folderOf(spooled.header.endpoint), spooled, file)
      recovered++
    }
    file.remove()
  }
  return recovered
}

function orderOf(spooled: Spooled | undefined): number {
  if (spooled === undefined) return 0
  return spooled.intent === undefined ? spooled.from : Number.NEGATIVE_INFINITY
}

async function recoverOne(
  files: LogFiles,
  folder: string,
  spooled: Spooled,
  file: LeftFile,
): Promise<void> {
  await files.makeFolder(folder)
  const segments = await listSegments(files, folder, true)
  const beginning = beginningOf(spooled)
  let { intent } = spooled
  if (intent === undefined) {
    intent = { sequence: (segments.at(-1)?.sequence ?? 0) + 1, position: beginning.length }
    file.intend(intent.sequence, intent.position)
  }
  const { sequence, position } = intent
  const there = segments.find((segment) => segment.sequence === sequence)
  if (there?.state === 'sealed') return // so the write had ended
  const path = `${folder}/${segmentName(sequence, false)}`
  const head = there?.state === 'open' ? await files.read(path, 0, position) : undefined
  const tail = head === undefined ? await files.create(path) : await files.open(path)
  await writeAndClose(tail, async () => {
    if ((head?.length ?? 0) < position) await tail.write(beginning, 0)
    await tail.write(spooled.frames, position)
  })
  await files.syncFolder(folder)
}

/** Of a segment that begins with these records. */
function beginningOf({ header, from }: Spooled): Buffer {
  const whole: SegmentHeader = { format: segmentFormat, ...header, openedAt: from }
  return Buffer.concat([magic, jsonFrame(frameKinds.header, whole)])
}

async function writeAndClose(file: LogFile, write: () => Promise<void>): Promise<void> {
  try {
    await write()
    await file.sync()
  } finally {
    await file.close()
  }
}
