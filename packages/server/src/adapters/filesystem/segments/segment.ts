import { Buffer } from 'node:buffer'
import { combineCrc } from './combine-crc.ts'
import type { LogFile, LogFiles } from './file-layer.ts'
import { frameKinds, jsonFrame, magic } from './frame.ts'

/** What a footer says of the records before it; the CRC-32 covers all their frames. */
export interface Footer {
  readonly records: number
  readonly crc32: number
  /** Recorded times, microseconds since 1970 UTC; absent without records. */
  readonly from?: number
  readonly to?: number
}

/** Number of the form of a segment. */
export const segmentFormat = 1

/** What a segment begins with, beside what its records have in common. */
export interface SegmentHeader {
  readonly format: typeof segmentFormat
  /** Microseconds since 1970 UTC. */
  readonly openedAt: number
}

/** Records that are appended together, framed one after the other. */
export interface FramedGroup {
  readonly records: number
  /** Earliest and latest recorded time of the records. */
  readonly from: number
  readonly to: number
  /** Of the frames. */
  readonly crc32: number
  filled(): Buffer
  /** Told where the group is about to be written. */
  intend?(sequence: number, position: number): void
}

const tailEnding = '.tail'
const sealedEnding = '.segment'

/** `000000000007.tail` while it is written to, `000000000007.segment` once it is sealed. */
export function segmentName(sequence: number, isSealed: boolean): string {
  return `${String(sequence).padStart(12, '0')}${isSealed ? sealedEnding : tailEnding}`
}

/** What a segment without a whole header is called: nothing can be read from it. */
export function damagedName(sequence: number): string {
  return `${String(sequence).padStart(12, '0')}.damaged`
}

export interface SegmentFile {
  readonly sequence: number
  readonly state: 'open' | 'sealed' | 'damaged'
}

export function parseSegmentName(name: string): SegmentFile | undefined {
  const [, digits, ending] = /^(\d{12})(\.tail|\.segment|\.damaged)$/.exec(name) ?? []
  if (digits === undefined) return undefined
  const state = ending === sealedEnding ? 'sealed' : ending === tailEnding ? 'open' : 'damaged'
  return { sequence: Number(digits), state }
}

/** The segment that is being written to. */
export class OpenSegment {
  readonly openedMs: number
  readonly #files: LogFiles
  readonly #folder: string
  readonly #sequence: number
  readonly #file: LogFile
  #position: number
  /** Up to where a sync has reached. */
  #syncedPosition = 0
  #needsTruncation = false
  #isWriting = false
  /** What is under way on the file, which must not be closed under it. */
  #lastWrite: Promise<void> = Promise.resolve()
  #lastSync: Promise<void> = Promise.resolve()
  #isNamed = false
  #crc = 0
  #records = 0
  #from = Number.POSITIVE_INFINITY
  #to = Number.NEGATIVE_INFINITY

  private constructor(
    files: LogFiles,
    { folder, sequence, openedMs }: OpenOptions,
    file: LogFile,
    headerBytes: number,
  ) {
    this.#files = files
    this.#folder = folder
    this.#sequence = sequence
    this.openedMs = openedMs
    this.#file = file
    this.#position = headerBytes
  }

  static async open(files: LogFiles, options: OpenOptions): Promise<OpenSegment> {
    const { folder, sequence, header, openedAt } = options
    const whole = { format: segmentFormat, ...header, openedAt } satisfies SegmentHeader
    const bytes = Buffer.concat([magic, jsonFrame(frameKinds.header, whole)])
    const file = await files.create(`${folder}/${segmentName(sequence, false)}`)
    try {
      await file.write(bytes, 0)
      return new OpenSegment(files, options, file, bytes.length)
    } catch (error) {
      await file.close()
      throw error
    }
  }

  get sizeBytes(): number {
    return this.#position
  }

  /** Whether a group is on its way, so that the segment must not end now. */
  get isWriting(): boolean {
    return this.#isWriting
  }

  /** Appends a group: all of it, or nothing that a reader would find. */
  write(group: FramedGroup): Promise<void> {
    this.#lastWrite = this.#write(group)
    return this.#lastWrite
  }

  async #write(group: FramedGroup): Promise<void> {
    this.#isWriting = true
    try {
      await this.#append(group)
    } finally {
      this.#isWriting = false
    }
  }

  async #append(group: FramedGroup): Promise<void> {
    if (this.#needsTruncation) await this.#truncate()
    const bytes = group.filled()
    group.intend?.(this.#sequence, this.#position)
    try {
      await this.#file.write(bytes, this.#position)
    } catch (error) {
      this.#needsTruncation = true
      await this.#truncate().catch(() => {}) // tried again before the next write
      throw error
    }
    this.#position += bytes.length
    this.#crc = combineCrc(this.#crc, group.crc32, bytes.length)
    this.#records += group.records
    this.#from = Math.min(this.#from, group.from)
    this.#to = Math.max(this.#to, group.to)
  }

  /** Makes what was written before durable, the file's name included. */
  sync(): Promise<void> {
    this.#lastSync = this.#sync()
    return this.#lastSync
  }

  async #sync(): Promise<void> {
    const position = this.#position
    await this.#file.sync()
    if (!this.#isNamed) await this.#files.syncFolder(this.#folder)
    this.#isNamed = true
    this.#syncedPosition = position
  }

  /**
   * Ends a segment whose sync failed: nobody knows what of it is on the disk, and a second sync would
   * not say. With `isUndone`, what no sync has reached is taken back, as far as that can be done.
   */
  async giveUp(isUndone: boolean): Promise<void> {
    await this.#whenIdle()
    if (isUndone && this.#syncedPosition > 0) {
      await this.#file.truncate(this.#syncedPosition).catch(() => {})
    }
    await this.#file.close().catch(() => {})
  }

  /** Ends the segment: footer, sync, and the name of a sealed one. */
  async seal(): Promise<void> {
    await this.#whenIdle()
    try {
      if (this.#needsTruncation) await this.#truncate()
      const times = this.#records === 0 ? {} : { from: this.#from, to: this.#to }
      const footer: Footer = { records: this.#records, crc32: this.#crc, ...times }
      await this.#file.write(jsonFrame(frameKinds.footer, footer), this.#position)
      await this.#file.sync()
      await sealName(this.#files, this.#folder, this.#sequence)
    } finally {
      await this.#file.close().catch(() => {})
    }
  }

  async #whenIdle(): Promise<void> {
    await Promise.allSettled([this.#lastWrite, this.#lastSync])
  }

  async #truncate(): Promise<void> {
    await this.#file.truncate(this.#position)
    this.#needsTruncation = false
  }
}

/** Gives a segment that has its footer the name that says so. */
export async function sealName(files: LogFiles, folder: string, sequence: number): Promise<void> {
  const path = (isSealed: boolean) => `${folder}/${segmentName(sequence, isSealed)}`
  await files.rename(path(false), path(true))
  await files.syncFolder(folder)
}

export interface OpenOptions {
  readonly folder: string
  readonly sequence: number
  /** What the records have in common. */
  readonly header: object
  /** Microseconds since 1970 UTC. */
  readonly openedAt: number
  /** The same moment on the clock that never goes back. */
  readonly openedMs: number
}
