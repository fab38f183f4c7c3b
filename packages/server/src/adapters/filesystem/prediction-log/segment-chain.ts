import type { Logger } from '../../../platform/logger.ts'
import type { LogCounts, LogHeader } from '../../../serving/log/types.ts'
import type { LogFiles } from '../segments/file-layer.ts'
import { OpenSegment } from '../segments/segment.ts'
import type { GroupBuffer } from './group-buffer.ts'
import type { LogBounds, LogTimers } from './log-bounds.ts'

export interface SegmentChainOptions {
  readonly files: LogFiles
  /** The endpoint's. */
  readonly folder: string
  readonly header: LogHeader
  readonly durability: 'default' | 'before-response'
  /** Number of the next segment of the endpoint. */
  readonly nextSequence: () => number
  readonly bounds: LogBounds
  readonly timers: LogTimers
  readonly counts: LogCounts
  readonly logger: Logger
}

/** The segments of an endpoint, one after the other: the last one is written to, the others sealed. */
export class SegmentChain {
  readonly #options: SegmentChainOptions
  #segment: OpenSegment | undefined
  #sealing: Promise<void> = Promise.resolve()
  #cancelSync: (() => void) | undefined
  #cancelAge: (() => void) | undefined
  /** When the first record was kept that no sync has begun after; in monotonic milliseconds. */
  #dirtySinceMs: number | undefined
  #syncing: Promise<void> | undefined

  constructor(options: SegmentChainOptions) {
    this.#options = options
  }

  get endpoint(): string {
    return this.#options.header.endpoint
  }

  async write(group: GroupBuffer): Promise<void> {
    const segment = await this.#fitting(group.used)
    await segment.write(group)
  }

  /** Makes everything written durable. */
  async syncNow(): Promise<void> {
    const segment = this.#segment
    if (segment === undefined) return
    try {
      await segment.sync()
    } catch (error) {
      this.#abandon(segment)
      await segment.giveUp(true)
      throw error
    }
  }

  /**
   * Has what was written durable within the bound, unless the disk itself takes longer.
   * @param sinceMs when the first of it was recorded
   */
  syncSoon(sinceMs: number): void {
    const { timers, bounds } = this.#options
    this.#dirtySinceMs ??= sinceMs
    if (this.#syncing !== undefined || this.#cancelSync !== undefined) return
    const leftMs = this.#dirtySinceMs + bounds.syncMs - timers.monotonicMs()
    this.#cancelSync = timers.later(Math.max(0, leftMs), () => {
      this.#cancelSync = undefined
      this.#syncing = this.#sync()
    })
  }

  /** Syncs and seals what is there. */
  async close(): Promise<void> {
    this.#cancelSync?.()
    await this.#syncing
    const segment = this.#segment
    if (segment !== undefined) this.#seal(segment)
    await this.#sealing
  }

  async #sync(): Promise<void> {
    const segment = this.#segment
    this.#dirtySinceMs = undefined
    try {
      await segment?.sync()
    } catch (error) {
      const { counts, logger } = this.#options
      counts.syncFailures++
      logger.error('prediction log cannot be synced', { endpoint: this.endpoint, error })
      if (segment !== undefined && segment === this.#segment) {
        this.#abandon(segment)
        await segment.giveUp(false)
      }
    }
    this.#syncing = undefined
    if (this.#dirtySinceMs !== undefined) this.syncSoon(this.#dirtySinceMs)
  }

  async #fitting(bytes: number): Promise<OpenSegment> {
    const { bounds, timers, files, folder, header } = this.#options
    const last = this.#segment
    if (last !== undefined) {
      const isFull = last.sizeBytes + bytes > bounds.segmentBytes
      if (!isFull && timers.monotonicMs() - last.openedMs < bounds.segmentMs) return last
      await this.#sealing // one at a time: a disk that cannot keep up is felt here
      this.#seal(last)
    }
    await files.makeFolder(folder)
    const segment = await OpenSegment.open(files, {
      ...{ folder, header, sequence: this.#options.nextSequence() },
      ...{ openedAt: timers.now(), openedMs: timers.monotonicMs() },
    })
    this.#segment = segment
    this.#sealWhenOld(segment)
    return segment
  }

  /** An endpoint that is asked nothing for a while gets its segment sealed all the same. */
  #sealWhenOld(segment: OpenSegment): void {
    const { timers, bounds } = this.#options
    this.#cancelAge?.()
    this.#cancelAge = timers.later(bounds.segmentMs, () => {
      if (this.#segment !== segment) return
      if (segment.isWriting) this.#sealWhenOld(segment)
      else this.#seal(segment)
    })
  }

  #seal(segment: OpenSegment): void {
    this.#abandon(segment)
    this.#sealing = segment.seal().catch((error) => {
      const { counts, logger } = this.#options
      counts.syncFailures++
      logger.error('prediction log cannot be sealed', { endpoint: this.endpoint, error })
    })
  }

  #abandon(segment: OpenSegment): void {
    if (this.#segment === segment) this.#segment = undefined
    this.#cancelAge?.()
  }
}
