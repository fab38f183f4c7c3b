import { Buffer } from 'node:buffer'
import type { LogOutcome, RecordBuffer } from '../../../serving/log/types.ts'
import { frameBytes, frameKinds, sealFrame } from './frame.ts'

export type Waiter = (outcome: LogOutcome) => void

const firstBytes = 1 << 16

/** Records on their way to the disk together, framed one after the other, and who waits for them. */
export class GroupBuffer implements RecordBuffer {
  bytes: Buffer
  doubles: Float64Array
  words: Uint32Array
  used = 0
  records = 0
  #keptBytes = 0
  #keptRecords = 0
  waiters: Waiter[] = []
  /** Earliest and latest recorded time of the records. */
  from = Number.POSITIVE_INFINITY
  to = Number.NEGATIVE_INFINITY

  constructor() {
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
    sealFrame(this.bytes, this.used, frameKinds.record, length)
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
    return added
  }

  /** Forgets records that were not kept, because whoever wrote them broke off. */
  forgetUnkept(): void {
    this.used = this.#keptBytes
    this.records = this.#keptRecords
  }

  filled(): Buffer {
    return this.bytes.subarray(0, this.used)
  }

  clear(): void {
    this.used = 0
    this.records = 0
    this.keep()
    this.waiters = []
    this.from = Number.POSITIVE_INFINITY
    this.to = Number.NEGATIVE_INFINITY
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
