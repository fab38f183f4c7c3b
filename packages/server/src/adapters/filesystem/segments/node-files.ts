import { Buffer } from 'node:buffer'
import { fdatasync, fsync, ftruncate, write } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rename, stat } from 'node:fs/promises'
import { systemCodeOf } from '../filesystem-problem.ts'
import type { LogFile, LogFiles } from './file-layer.ts'

/**
 * The file system of the machine. Node.js has four threads for all its files; so that a disk that hangs
 * cannot take all of them, the logs of a process have one write and one sync under way at a time.
 */
export function createNodeFiles(): LogFiles {
  const writes = new Lane()
  const syncs = new Lane()
  return {
    makeFolder: async (path) => {
      await mkdir(path, { recursive: true, mode: 0o700 })
    },
    list: async (path) => (await orAbsent(readdir(path))) ?? [],
    create: async (path) => openFile(path, 'wx', writes, syncs),
    open: async (path) => openFile(path, 'r+', writes, syncs),
    read: readPart,
    size: async (path) => (await orAbsent(stat(path)))?.size,
    rename,
    syncFolder: (path) => withFile(path, (folder) => syncs.run((done) => fsync(folder.fd, done))),
  }
}

async function openFile(path: string, flags: string, writes: Lane, syncs: Lane): Promise<LogFile> {
  const handle = await open(path, flags, 0o600)
  const { fd } = handle
  return {
    write: (bytes, position) => writes.run((done) => writeAll(fd, bytes, position, done)),
    truncate: (length) => writes.run((done) => ftruncate(fd, length, done)),
    sync: () => syncs.run((done) => fdatasync(fd, done)),
    close: () => handle.close(),
  }
}

/** write(2) may take a part, as on a disk that is nearly full: then the rest is offered again. */
function writeAll(fd: number, bytes: Uint8Array, position: number, done: Done): void {
  const go = (from: number) => {
    write(fd, bytes, from, bytes.length - from, position + from, (error, taken) => {
      if (error !== null || from + taken >= bytes.length) done(error)
      else go(from + taken)
    })
  }
  go(0)
}

async function readPart(path: string, position: number, length: number) {
  return await orAbsent(
    withFile(path, async (file) => {
      const bytes = Buffer.allocUnsafe(length)
      let used = 0
      while (used < length) {
        const { bytesRead } = await file.read(bytes, used, length - used, position + used)
        if (bytesRead === 0) break
        used += bytesRead
      }
      return bytes.subarray(0, used)
    }),
  )
}

async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, 'r')
  try {
    return await use(file)
  } finally {
    await file.close()
  }
}

async function orAbsent<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

type Done = (error: Error | null) => void

/** Runs one thing at a time, in the order asked. */
class Lane {
  readonly #waiting: (() => void)[] = []
  #isBusy = false

  run(start: (done: Done) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = () => {
        start((error) => {
          this.#isBusy = false
          this.#next()
          if (error === null) resolve()
          else reject(error)
        })
      }
      this.#waiting.push(begin)
      this.#next()
    })
  }

  #next(): void {
    if (this.#isBusy || this.#waiting.length === 0) return
    this.#isBusy = true
    this.#waiting.shift()?.()
  }
}
