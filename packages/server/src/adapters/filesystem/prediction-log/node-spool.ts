import type { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  statfsSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { LogHeader } from '../../../serving/log/types.ts'
import {
  intentAt,
  intentOf,
  type LeftFile,
  noFrame,
  type Spool,
  type SpoolFile,
  spoolBeginning,
} from './spool.ts'

/** Memory that a file keeps when it is cleared. */
const mostKeptBytes = 1 << 20

/** What Linux calls a file system that is nothing but memory. */
const memoryFileSystem = 0x01021994

/**
 * A spool in a folder of a memory file system, such as /dev/shm: what stands there outlives the process,
 * but not the machine, nor a container that is begun anew. `undefined` where the folder is on a disk, is
 * not there, or is not ours alone.
 *
 * @param dataFolder whose log it is; one that was made anew at the same path has a spool of its own
 */
export function openNodeSpool(folder: string, dataFolder: string): Spool | undefined {
  const own = ownFolder(folder, dataFolder)
  if (own === undefined || !isOurs(own)) return undefined
  let next = 0
  return {
    open: (header) => new NodeSpoolFile(own, `${process.pid}.${next++}`, header),
    left: () => namesIn(own).map((name) => leftFile(own, name)),
  }
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : []
}

function leftFile(folder: string, name: string): LeftFile {
  const path = join(folder, name)
  const intend = (sequence: number, position: number) => {
    const fd = openSync(path, 'r+')
    writeSync(fd, intentOf(sequence, position), 0, undefined, intentAt)
    closeSync(fd)
  }
  return { bytes: readFileSync(path), intend, remove: () => removeFrom(folder, path) }
}

function removeFrom(folder: string, path: string): void {
  unlinkSync(path)
  if (readdirSync(folder).length === 0) rmdirSync(folder)
}

/** The same for a data folder as long as it is the same folder. */
function ownFolder(folder: string, dataFolder: string): string | undefined {
  try {
    if (statfsSync(folder).type !== memoryFileSystem) return undefined
    const path = realpathSync(dataFolder)
    const { ino, birthtimeMs } = statSync(path)
    const identity = createHash('sha256').update(`${path}\n${ino}\n${birthtimeMs}`).digest('hex')
    return join(folder, `ratchet-${identity.slice(0, 32)}`)
  } catch {
    return undefined // without a spool, replies wait for the file system
  }
}

/** Others may write into shared memory too: a folder that is not ours is not used. */
function isOurs(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false })
  if (found === undefined) return true
  return found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o077) === 0
}

/** Made when it first takes something. */
class NodeSpoolFile implements SpoolFile {
  readonly #folder: string
  readonly #path: string
  readonly #beginning: Buffer
  #fd: number | undefined
  #used = 0
  #hasFailed = false

  constructor(folder: string, name: string, header: LogHeader) {
    this.#folder = folder
    this.#path = join(folder, name)
    this.#beginning = spoolBeginning(header)
  }

  append(bytes: Uint8Array): boolean {
    if (this.#hasFailed) return false
    try {
      if (this.#used === 0) this.#begin()
      const taken = writeSync(this.#fd as number, bytes, 0, bytes.length, this.#used)
      this.#used += taken
      this.#hasFailed = taken < bytes.length
    } catch {
      this.#hasFailed = true // memory is full
    }
    return !this.#hasFailed
  }

  intend(sequence: number, position: number): void {
    if (this.#used === 0 || this.#fd === undefined) return
    writeSync(this.#fd, intentOf(sequence, position), 0, undefined, intentAt)
  }

  clear(): void {
    const isLong = this.#hasFailed || this.#used > mostKeptBytes
    this.#hasFailed = false
    this.#used = 0
    if (this.#fd === undefined) return
    if (isLong) ftruncateSync(this.#fd, 0)
    else writeSync(this.#fd, noFrame, 0, noFrame.length, this.#beginning.length)
  }

  remove(): void {
    if (this.#fd === undefined) return
    closeSync(this.#fd)
    removeFrom(this.#folder, this.#path)
    this.#fd = undefined
    this.#used = 0
  }

  #begin(): void {
    this.#fd ??= this.#create()
    this.#used = writeSync(this.#fd, this.#beginning, 0, this.#beginning.length, 0)
  }

  #create(): number {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
    if (!isOurs(this.#folder)) throw new Error('The folder of the spool belongs to somebody else.')
    return openSync(this.#path, 'wx', 0o600)
  }
}
