import { Buffer } from 'node:buffer'
import { appendFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { frameKinds, sealFrame } from '../filesystem/segments/frame.ts'

/** Puts the first bytes of a record, which has 72, behind every segment of a folder that is not sealed. */
export function tearTails(folder: string, bytes: number): void {
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.tail'))) {
    const frame = Buffer.alloc(72, 1)
    sealFrame(frame, 0, frameKinds.record, 64)
    appendFileSync(join(folder, name), frame.subarray(0, bytes))
  }
}
