import { createHash, type Hash, randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import {
  chmod,
  copyFile,
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import type { Digest } from '@ratchet-ml/scoring'
import type { BlobFiles, CopyOptions, StagedBlob } from '../../platform/blob-files.ts'
import { type Logger, silentLogger } from '../../platform/logger.ts'
import { Problem } from '../../platform/problem.ts'
import { placeOfBlob, syncPath } from './blob-place.ts'
import { systemCodeOf, toProblem } from './filesystem-problem.ts'

/** Bytes read, hashed and written at one time: below this the calls cost more than the hashing. */
const chunkBytes = 4 << 20

/**
 * The blobs of a data folder as files. What is staged is in a folder of its own, `incoming`, under
 * the id of the process that stages it: the owner of the data folder sweeps only what is its own.
 *
 * @param folder the `blobs` of the data folder
 */
export function openBlobFiles(folder: string, logger: Logger = silentLogger): BlobFiles {
  return new FolderBlobFiles(folder, logger)
}

class FolderBlobFiles implements BlobFiles {
  readonly #folder: string
  readonly #incoming: string
  readonly #logger: Logger
  #isSwept = false

  constructor(folder: string, logger: Logger) {
    this.#folder = folder
    this.#logger = logger
    this.#incoming = join(folder, 'incoming')
  }

  async stage(): Promise<StagedBlob> {
    const path = await this.#place()
    try {
      return new StagedFile(this.#folder, path, await open(path, 'wx', 0o600), this.#logger)
    } catch (error) {
      throw toProblem(error, path)
    }
  }

  async stageCopy(
    path: string,
    options: CopyOptions = {},
  ): Promise<{ blob: StagedBlob; digest: Digest }> {
    const before = await stateOf(path)
    const blob = (await this.#clone(path)) ?? (await this.stage())
    try {
      const isCloned = blob.bytes > 0
      await eachChunk(isCloned ? blob.path : path, options, (chunk) =>
        isCloned ? (blob as StagedFile).hash(chunk) : blob.append(chunk),
      )
      const digest = await blob.finish()
      const after = await stateOf(path)
      if (before.text !== after.text || blob.bytes !== before.bytes) throw changed(path)
      return { blob, digest }
    } catch (error) {
      await blob.discard()
      throw toProblem(error, blob.path)
    }
  }

  async stageFolder(): Promise<string> {
    const path = await this.#place()
    await mkdir(path, { mode: 0o700 })
    return path
  }

  pathOf(digest: Digest): string {
    return placeOfBlob(this.#folder, digest).path
  }

  async sizeOf(digest: Digest): Promise<number | undefined> {
    return await sizeOrUndefined(this.pathOf(digest))
  }

  async recall(name: string): Promise<string | undefined> {
    return await readFile(this.#noteOf(name), 'utf8').catch(() => undefined)
  }

  async remember(name: string, note: string): Promise<void> {
    const staged = await this.#place()
    try {
      await mkdir(join(this.#folder, 'notes'), { recursive: true, mode: 0o700 })
      await writeFile(staged, note, { mode: 0o600 })
      await rename(staged, this.#noteOf(name))
    } catch (error) {
      throw toProblem(error, staged)
    }
  }

  /** Names differ by case alone on no disk that folds it: they are hashed. */
  #noteOf(name: string): string {
    return join(this.#folder, 'notes', createHash('sha256').update(name).digest('hex'))
  }

  /** A copy that shares the bytes, where the file system can make one; it is then only hashed. */
  async #clone(path: string): Promise<StagedBlob | undefined> {
    const staged = await this.#place()
    try {
      await copyFile(path, staged, constants.COPYFILE_FICLONE_FORCE)
      await chmod(staged, 0o600)
      const { size } = await stat(staged)
      if (size > 0)
        return new StagedFile(this.#folder, staged, await open(staged, 'r+'), this.#logger, size)
    } catch {
      // Most file systems cannot; what is wrong otherwise shows when the bytes are read.
    }
    await rm(staged, { force: true })
    return undefined
  }

  async #place(): Promise<string> {
    try {
      await mkdir(this.#incoming, { recursive: true, mode: 0o700 })
      if (!this.#isSwept) await sweep(this.#incoming)
      this.#isSwept = true
    } catch (error) {
      throw toProblem(error, this.#incoming)
    }
    return join(this.#incoming, `${process.pid}-${randomUUID()}`)
  }
}

class StagedFile implements StagedBlob {
  readonly path: string
  readonly #folder: string
  readonly #file: FileHandle
  readonly #logger: Logger
  readonly #hash: Hash = createHash('sha256')
  #bytes: number
  #digest: Digest | undefined
  #synced: Promise<void> | undefined
  #isGone = false

  constructor(folder: string, path: string, file: FileHandle, logger: Logger, bytes = 0) {
    this.#logger = logger
    this.#folder = folder
    this.path = path
    this.#file = file
    this.#bytes = bytes
  }

  get bytes(): number {
    return this.#bytes
  }

  /** The write goes on in another thread while this one hashes. */
  async append(bytes: Uint8Array): Promise<void> {
    try {
      const written = this.#write(bytes)
      this.#hash.update(bytes)
      await written
      this.#bytes += bytes.length
    } catch (error) {
      throw toProblem(error, this.path)
    }
  }

  /** Of bytes that are in the file already. */
  async hash(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes)
  }

  /** The disk takes the bytes while something else is done: who keeps the blob waits for it. */
  async finish(): Promise<Digest> {
    this.#logger.debug('large blob staged', { bytes: this.#bytes })
    this.#synced = this.#file.sync()
    this.#synced.catch(() => {}) // told when the blob is kept
    this.#digest = `sha256:${this.#hash.digest('hex')}`
    return this.#digest
  }

  async keep(): Promise<void> {
    const digest = this.#digest
    if (digest === undefined) throw new RangeError('the blob is not finished')
    const { path, folders } = placeOfBlob(this.#folder, digest)
    try {
      await this.#synced
      this.#logger.debug('large blob synced', { bytes: this.#bytes })
      if ((await sizeOrUndefined(path)) === this.#bytes) await this.discard()
      else await this.#rename(path, folders[0])
      for (const folder of folders) await syncPath(folder)
    } catch (error) {
      throw toProblem(error, path)
    }
  }

  async discard(): Promise<void> {
    if (this.#isGone) return
    this.#isGone = true
    await this.#synced?.catch(() => {}) // nobody wants it any more
    await this.#file.close()
    await rm(this.path, { force: true })
  }

  /** Nobody is to write it again, not even by accident. */
  async #rename(path: string, folder: string): Promise<void> {
    await mkdir(folder, { recursive: true })
    await this.#file.chmod(0o400)
    await rename(this.path, path)
    this.#logger.debug('large blob renamed', { path })
    this.#isGone = true
    await this.#file.close()
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      at += (await this.#file.write(bytes, at, bytes.length - at)).bytesWritten
    }
  }
}

/** Reads a file in large chunks, the next one while this one is taken. */
async function eachChunk(
  path: string,
  { signal, onBytes }: CopyOptions,
  take: (chunk: Uint8Array) => Promise<void>,
): Promise<void> {
  const file = await open(path, 'r')
  const buffers = [new Uint8Array(chunkBytes), new Uint8Array(chunkBytes)] as const
  try {
    let turn = 0
    let reading = file.read(buffers[0], 0, chunkBytes)
    for (;;) {
      const { bytesRead, buffer } = await reading
      if (bytesRead === 0) return
      signal?.throwIfAborted()
      turn = 1 - turn
      reading = file.read(buffers[turn === 0 ? 0 : 1], 0, chunkBytes)
      reading.catch(() => {}) // it is awaited in the next round, if there is one
      await take(buffer.subarray(0, bytesRead))
      onBytes?.(bytesRead)
    }
  } finally {
    await file.close()
  }
}

async function stateOf(path: string): Promise<{ text: string; bytes: number }> {
  try {
    const { size, mtimeNs, ino } = await stat(path, { bigint: true })
    return { text: `${size} ${mtimeNs} ${ino}`, bytes: Number(size) }
  } catch (cause) {
    if (systemCodeOf(cause) !== 'ENOENT') throw cause
    throw new Problem('file-not-found', `There is no file ${path}.`, { cause })
  }
}

async function sizeOrUndefined(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Removes what processes left that are no more. */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = Number(name.split('-')[0])
    if (!isAlive(pid)) await rm(join(folder, name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemCodeOf(error) === 'EPERM'
  }
}

function changed(path: string): Problem {
  return new Problem('file-changed', `${path} changed while it was read.`, {
    hint: 'Do it again when nobody writes the file.',
  })
}
