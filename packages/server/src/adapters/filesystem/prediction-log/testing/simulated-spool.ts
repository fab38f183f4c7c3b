import { Buffer } from 'node:buffer'
import type { LogHeader } from '../../../../serving/log/types.ts'
import {
  intentAt,
  intentOf,
  type LeftFile,
  noFrame,
  type Spool,
  type SpoolFile,
  spoolBeginning,
} from '../spool.ts'

export interface SimulatedSpoolOptions {
  /** What a process before left. */
  readonly image?: readonly Buffer[]
  /** Whether the process has ended, so that nothing changes any more. */
  readonly hasEnded?: () => boolean
  /** Bytes that one file takes. */
  readonly mostBytes?: number
}

/** A spool in memory, which uses again what it has. */
export class SimulatedSpool implements Spool {
  readonly #files: Set<{ bytes: Buffer }>
  readonly #options: SimulatedSpoolOptions

  constructor(options: SimulatedSpoolOptions = {}) {
    this.#options = options
    this.#files = new Set((options.image ?? []).map((bytes) => ({ bytes })))
  }

  /** What a new process finds when this one is killed. */
  afterKill(): readonly Buffer[] {
    return [...this.#files]
      .map(({ bytes }) => Buffer.from(bytes))
      .filter(({ length }) => length > 0)
  }

  open(header: LogHeader): SpoolFile {
    const file: { bytes: Buffer } = { bytes: Buffer.alloc(0) }
    this.#files.add(file)
    const beginning = spoolBeginning(header)
    let used = 0
    const put = (bytes: Uint8Array, at: number) => {
      const rest = file.bytes.subarray(at + bytes.length)
      file.bytes = Buffer.concat([file.bytes.subarray(0, at), bytes, rest])
    }
    return {
      append: (bytes) => {
        if (this.#hasEnded()) return false
        if (used === 0) {
          put(beginning, 0)
          used = beginning.length
        }
        const room = (this.#options.mostBytes ?? Number.POSITIVE_INFINITY) - used
        const taken = bytes.subarray(0, Math.max(0, room))
        put(taken, used)
        used += taken.length
        return room >= bytes.length
      },
      clear: () => {
        if (this.#hasEnded()) return
        used = 0
        put(noFrame, beginning.length)
      },
      ...this.#shared(file),
    }
  }

  left(): readonly LeftFile[] {
    return [...this.#files].map((file) => ({ bytes: file.bytes, ...this.#shared(file) }))
  }

  #shared(file: { bytes: Buffer }): Pick<SpoolFile, 'intend' | 'remove'> {
    return {
      intend: (sequence, position) => {
        if (this.#hasEnded()) return
        file.bytes = Buffer.from(file.bytes)
        intentOf(sequence, position).copy(file.bytes, intentAt)
      },
      remove: () => {
        if (!this.#hasEnded()) this.#files.delete(file)
      },
    }
  }

  #hasEnded(): boolean {
    return this.#options.hasEnded?.() ?? false
  }
}
