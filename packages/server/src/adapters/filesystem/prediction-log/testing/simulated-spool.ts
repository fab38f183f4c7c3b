import { Buffer } from 'node:buffer'
import type { LogHeader } from '../../../../serving/log/types.ts'
import {
  intentAt,
  intentOf,
  type LeftFile,
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

/** A spool in memory. */
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
    return {
      append: (bytes) => {
        if (this.#hasEnded()) return false
        if (file.bytes.length === 0) file.bytes = Buffer.from(beginning)
        const room = (this.#options.mostBytes ?? Number.POSITIVE_INFINITY) - file.bytes.length
        file.bytes = Buffer.concat([file.bytes, bytes.subarray(0, Math.max(0, room))])
        return room >= bytes.length
      },
      clear: () => {
        if (!this.#hasEnded()) file.bytes = Buffer.alloc(0)
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
