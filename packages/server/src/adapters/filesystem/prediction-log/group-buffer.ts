import { Buffer } from 'node:buffer'
import type { LogOutcome, RecordBuffer } from '../../../serving/log/types.ts'
import { frameBytes, sealRecord } from '../segments/frame.ts'
import type { SpoolFile } from './spool.ts'

export type Waiter = (outcome: LogOutcome) => void

const firstBytes = 1 << 16

/** Records on their way to the disk together, framed one after the other, and who waits for them. */
export class GroupBuffer implements RecordBuffer {
  bytes: Buffer
  doubles: Float64Array
  words: Uint32Array
  used = 0
  records = 0
  /** Of the frames. */
  crc32 = 0
  /** When the first record was kept, on the clock that never goes back. */
  sinceMs = Number.NaN
  #keptBytes = 0
  #keptRecords = 0
  #keptCrc32 = 0
  #spooledBytes = 0
  readonly #spool: SpoolFile | undefined
  waiters: Waiter[] = []
  /** Earliest and latest recorded time of the records. */
  from = Number.POSITIVE_INFINITY
  to = Number.NEGATIVE_INFINITY

  /** @param spool holds the same records until they are in the segment */
  constructor(spool?: SpoolFile) {
    this.#spool = spool
    const memory = new ArrayBuffer(firstBytes)
    this.bytes = Buffer.from(memory)
    this.doubles = new Float64Array(memory)
    this.words = new Uint32Array(memory)
  }

  /** Makes room for so many bytes more, unless the whole would be over `mostBytes`. */
  hasRoom(bytes: number, mostBytes: number): boolean {
    const needed = this.used + bytes
    if (needed <= this.bytes.length) return true
    if (needed > mostBytes) return false
    let size = this.bytes.length
    while (size < needed) size *= 2
    this.#grow(Math.min(size, Math.max(needed, mostBytes)))
    return true
  }

  /** Ends the record whose payload was written behind the room for its frame. */
  endRecord(length: number): void {
    this.crc32 = sealRecord(this, this.used, length, this.crc32)
    // Every record begins with its event time and its recorded time.
    const recorded = this.doubles[((this.used + frameBytes) >>> 3) + 1] as number
    if (recorded < this.from) this.from = recorded
    if (recorded > this.to) this.to = recorded
    this.used += frameBytes + length
    this.records++
  }

  /** Keeps the records since the last time; gives how many. */
  keep(): number {
    const added = this.records - this.#keptRecords
    this.#keptBytes = this.used
    this.#keptRecords = this.records
    this.#keptCrc32 = this.crc32
    return added
  }

  /** Forgets records that were not kept, because whoever wrote them broke off. */
  forgetUnkept(): void {
    this.used = this.#keptBytes
    this.records = this.#keptRecords
    this.crc32 = this.#keptCrc32
  }

  /**
   * Puts the kept records into the spool; tells whether all of them are there, so that they outlive the
   * process.
   */
  spool(): boolean {
    if (this.#spool === undefined) return false
    const rest = this.bytes.subarray(this.#spooledBytes, this.#keptBytes)
    if (rest.length > 0 && !this.#spool.append(rest)) return false
    this.#spooledBytes = this.#keptBytes
    return true
  }

  /** Its records are about to be written to a segment. */
  intend(sequence: number, position: number): void {
    if (this.#spooledBytes > 0) this.#spool?.intend(sequence, position)
  }

  filled(): Buffer {
    return this.bytes.subarray(0, this.used)
  }

  clear(): void {
    this.used = 0
    this.records = 0
    this.crc32 = 0
    this.keep()
    if (this.#spooledBytes > 0) this.#spool?.clear()
    this.#spooledBytes = 0
    this.sinceMs = Number.NaN
    this.waiters = []
    this.from = Number.POSITIVE_INFINITY
    this.to = Number.NEGATIVE_INFINITY
  }

  /** Nothing comes any more. */
  end(): void {
    this.#spool?.remove()
  }

  #grow(size: number): void {
    const memory = new ArrayBuffer((size + 7) & ~7)
    const bytes = Buffer.from(memory)
    bytes.set(this.filled())
    this.bytes = bytes
    this.doubles = new Float64Array(memory)
    this.words = new Uint32Array(memory)
  }
}
