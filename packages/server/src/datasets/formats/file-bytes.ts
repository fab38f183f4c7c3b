import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import { Problem } from '../../platform/problem.ts'
import { unreadable } from '../problems.ts'

/** An open file that notices when it changes under the reader. */
export class FileBytes {
  readonly file: string
  readonly byteLength: number
  readonly #handle: FileHandle
  readonly #modified: bigint

  private constructor(file: string, handle: FileHandle, size: number, modified: bigint) {
    this.file = file
    this.#handle = handle
    this.byteLength = size
    this.#modified = modified
  }

  /** @throws Problem `file-not-found`, `data-unreadable` */
  static async open(path: string, file: string): Promise<FileBytes> {
    const handle = await openHandle(path, file)
    const stat = await handle.stat({ bigint: true })
    if (!stat.isFile()) {
      await handle.close()
      throw unreadable(file, 'the path', 'a folder or device', 'a file')
    }
    return new FileBytes(file, handle, Number(stat.size), stat.mtimeNs)
  }

  /** The bytes from `start` to `end`, in memory of their own. */
  async slice(start: number, end: number = this.byteLength): Promise<ArrayBuffer> {
    const from = start < 0 ? this.byteLength + start : start
    return (await this.read(from, end, (length) => new Uint8Array(length))).buffer
  }

  /**
   * The bytes from `from` to `end`.
   * @param roomFor gives memory for so many
   */
  async read(
    from: number,
    end: number,
    roomFor: (length: number) => Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer>> {
    if (!(from >= 0 && end >= from && end <= this.byteLength)) {
      throw unreadable(this.file, `byte ${from}`, `a reference to byte ${end}`, this.#length())
    }
    const bytes = roomFor(end - from)
    let done = 0
    while (done < bytes.length) {
      const { bytesRead } = await this.#handle.read(bytes, done, bytes.length - done, from + done)
      if (bytesRead === 0) throw unreadable(this.file, `byte ${from + done}`, 'the end', 'bytes')
      done += bytesRead
    }
    return bytes
  }

  /** @throws Problem `file-changed` when the file is not as it was when it was opened */
  async checkUnchanged(): Promise<void> {
    const now = await this.#handle.stat({ bigint: true })
    if (Number(now.size) === this.byteLength && now.mtimeNs === this.#modified) return
    const detail = `${this.file} changed while it was read: it has ${now.size} bytes, and had ${this.byteLength}.`
    throw new Problem('file-changed', detail, {
      hint: 'Do it again when nobody writes the file.',
    })
  }

  async close(): Promise<void> {
    await this.#handle.close()
  }

  #length(): string {
    return `at most its ${this.byteLength} bytes (is the file cut off?)`
  }
}

async function openHandle(path: string, file: string): Promise<FileHandle> {
  try {
    return await open(path, 'r')
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    if (code === 'ENOENT')
      throw new Problem('file-not-found', `There is no file ${file}.`, { cause })
    throw unreadable(file, 'opening it', `the error ${code}`, 'a file that can be read')
  }
}
