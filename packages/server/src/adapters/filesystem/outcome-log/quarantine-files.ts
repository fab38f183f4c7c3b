import { closeSync, fdatasyncSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { QuarantineStore } from '../../../feedback/outcomes/store.ts'
import { syncFolder } from '../durable-file.ts'
import { unwritable } from './unwritable.ts'

/** Rows of outcomes that were not taken: a file of JSON lines for each run, below `quarantine`. */
export function openQuarantine(dataFolder: string): QuarantineStore {
  return {
    add: async (run, source, rows) => {
      const within = join('quarantine', `outcomes-${run}.ndjson`)
      const path = join(dataFolder, within)
      try {
        mkdirSync(join(dataFolder, 'quarantine'), { recursive: true, mode: 0o700 })
        append(path, rows.map((row) => `${JSON.stringify({ source, ...row })}\n`).join(''))
        syncFolder(join(dataFolder, 'quarantine'))
        return within
      } catch (error) {
        throw unwritable(path, error)
      }
    },
  }
}

function append(path: string, text: string): void {
  const file = openSync(path, 'a', 0o600)
  try {
    let left = Buffer.from(text)
    while (left.length > 0) left = left.subarray(writeSync(file, left))
    fdatasyncSync(file)
  } finally {
    closeSync(file)
  }
}
