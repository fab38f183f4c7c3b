import { Buffer } from 'node:buffer'
import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs'
import { systemCodeOf } from '../filesystem-problem.ts'
import type { LogFile, LogFiles } from '../segments/file-layer.ts'

/**
 * The file system of the machine, called so that the thread waits for it. For a thread that does
 * nothing else: all threads of a process share the four that wait for files on their behalf, and
 * whoever serves must find one free.
 */
export function createSyncFiles(): LogFiles {
  return {
    makeFolder: async (path) => {
      mkdirSync(path, { recursive: true, mode: 0o700 })
    },
    list: async (path) => orAbsent(() => readdirSync(path)) ?? [],
    create: async (path) => fileOf(openSync(path, 'wx', 0o600)),
    open: async (path) => fileOf(openSync(path, 'r+')),
    read: async (path, position, length) =>
      orAbsent(() => withFile(path, (file) => readPart(file, position, length))),
    size: async (path) => orAbsent(() => statSync(path).size),
    rename: async (from, to) => renameSync(from, to),
    syncFolder: async (path) => withFile(path, fsyncSync),
  }
}

function fileOf(file: number): LogFile {
  return {
    write: async (bytes, position) => writeAll(file, bytes, position),
    truncate: async (length) => ftruncateSync(file, length),
    sync: async () => fdatasyncSync(file),
    close: async () => closeSync(file),
  }
}

/** write(2) may take a part, as on a disk that is nearly full: then the rest is offered again. */
function writeAll(file: number, bytes: Uint8Array, position: number): void {
  let done = 0
  while (done < bytes.length) {
    done += writeSync(file, bytes, done, bytes.length - done, position + done)
  }
}

function readPart(file: number, position: number, length: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(length)
  let used = 0
  while (used < length) {
    const got = readSync(file, bytes, used, length - used, position + used)
    if (got === 0) break
    used += got
  }
  return bytes.subarray(0, used)
}

function withFile<T>(path: string, use: (file: number) => T): T {
  const file = openSync(path, 'r')
  try {
    return use(file)
  } finally {
    closeSync(file)
  }
}

function orAbsent<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined
    throw error
  }
}
