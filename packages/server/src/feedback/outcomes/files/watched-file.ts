import { type FileHandle, open } from 'node:fs/promises'
import { Problem } from '../../../platform/problem.ts'

const chunkBytes = 1 << 20

/** A file that is read from front to back, and that nobody may change meanwhile. */
export class WatchedFile {
  /** As it was named. */
  readonly file: string
  readonly sizeBytes: number
  readonly #handle: FileHandle
  readonly #modified: bigint

  private constructor(file: string, handle: FileHandle, size: bigint, modified: bigint) {
    this.file = file
    this.#handle = handle
    this.sizeBytes = Number(size)
    this.#modified = modified
  }

  /** @throws Problem `file-not-found`, `data-unreadable` */
  static async open(path: string, file: string): Promise<WatchedFile> {
    const handle = await open(path, 'r').catch((cause) => {
      if (cause.code === 'ENOENT') {
        throw new Problem('file-not-found', `There is no file ${file}.`, { cause })
      }
      throw new Problem('data-unreadable', `${file} cannot be opened: ${cause.code}.`, { cause })
    })
    const stat = await handle.stat({ bigint: true })
    if (stat.isFile()) return new WatchedFile(file, handle, stat.size, stat.mtimeNs)
    await handle.close()
    throw new Problem('data-unreadable', `${file} is a folder or device; expected a file.`)
  }

  /** The bytes of the file; each chunk is valid until the next. */
  async *chunks(): AsyncGenerator<Uint8Array> {
    const bytes = Buffer.allocUnsafe(chunkBytes)
    for (let at = 0; at < this.sizeBytes; ) {
      const { bytesRead } = await this.#handle.read(bytes, 0, chunkBytes, at)
      await this.checkUnchanged()
      at += bytesRead
      yield bytes.subarray(0, bytesRead)
    }
  }

  /** @throws Problem `data-unreadable` when the file is not as it was when it was opened */
  async checkUnchanged(): Promise<void> {
    const now = await this.#handle.stat({ bigint: true })
    if (Number(now.size) === this.sizeBytes && now.mtimeNs === this.#modified) return
    const found = `${now.size} bytes, written at ${new Date(Number(now.mtimeMs)).toISOString()}`
    throw new Problem(
      'data-unreadable',
      `${this.file} changed while it was read: found ${found}, expected the ${this.sizeBytes} bytes of the beginning.`,
      { hint: 'Wait until nobody writes it any more, then do it again.' },
    )
  }

  close(): Promise<void> {
    return this.#handle.close()
  }
}
