import type {
  OutcomeAppender,
  OutcomeStore,
  PackedOutcomes,
  StoredOutcome,
} from '../../../feedback/outcomes/store.ts'
import type { OutcomeCursor, OutcomeSegment } from '../../../feedback/outcomes/types.ts'
import { micros } from '../../../platform/clock.ts'
import type { Logger } from '../../../platform/logger.ts'
import { GroupBuffer } from '../prediction-log/group-buffer.ts'
import type { LogTimers } from '../prediction-log/log-bounds.ts'
import type { LogFiles } from '../segments/file-layer.ts'
import { frameBytes } from '../segments/frame.ts'
import { readFooter } from '../segments/read-footer.ts'
import { listSegments, readSegments } from '../segments/read-segments.ts'
import { repairFolder } from '../segments/repair.ts'
import { OpenSegment, segmentName } from '../segments/segment.ts'
import { unwritable } from './unwritable.ts'

/** A segment that has reached either is sealed. */
export interface OutcomeLogBounds {
  readonly segmentBytes: number
  readonly segmentMs: number
}

const defaultOutcomeBounds: OutcomeLogBounds = {
  segmentBytes: 64 << 20,
  segmentMs: 600_000,
}

export interface OutcomeLogOptions {
  /** Holds the segments. */
  readonly folder: string
  readonly files: LogFiles
  readonly timers: Pick<LogTimers, 'now' | 'monotonicMs' | 'later' | 'turn'>
  readonly logger: Logger
  readonly bounds?: Partial<OutcomeLogBounds>
}

/** What segments of outcomes begin with, so that they are told from those of predictions. */
const header = { holds: 'outcomes' }
const mostGroupBytes = 64 << 20

/**
 * The outcomes of a data folder in files: one chain of segments. Writes, syncs and seals follow each
 * other one at a time; bodies that wait for a sync at the same time share it.
 */
export class OutcomeLog implements OutcomeStore {
  readonly #options: OutcomeLogOptions
  readonly #bounds: OutcomeLogBounds
  readonly #group = new GroupBuffer()
  #lane: Promise<unknown> = Promise.resolve()
  #queuedSync: Promise<void> | undefined
  #segment: OpenSegment | undefined
  #nextSequence = 1
  #cancelAge: (() => void) | undefined
  /** Grows when something that was appended may be lost. */
  #losses = 0
  #isClosed = false

  constructor(options: OutcomeLogOptions) {
    this.#options = options
    this.#bounds = { ...defaultOutcomeBounds, ...options.bounds }
  }

  async repair(): Promise<void> {
    const { files, folder, logger } = this.#options
    await repairFolder(files, folder, logger)
    const last = (await listSegments(files, folder, true)).at(-1)
    this.#nextSequence = (last?.sequence ?? 0) + 1
  }

  begin(): OutcomeAppender {
    const losses = this.#losses
    return {
      append: (outcomes) => this.#run(() => this.#append(outcomes)),
      commit: async () => {
        await this.#sync()
        if (this.#losses !== losses) throw unwritable(this.#options.folder, undefined)
      },
    }
  }

  async segments(): Promise<readonly OutcomeSegment[]> {
    const { files, folder } = this.#options
    const found: OutcomeSegment[] = []
    for (const { sequence, state } of await listSegments(files, folder)) {
      if (state === 'damaged') continue
      const footer =
        state === 'open'
          ? undefined
          : await readFooter(files, `${folder}/${segmentName(sequence, true)}`)
      if (footer === undefined) {
        found.push({ sequence, state })
        continue
      }
      const { records, from, to } = footer
      const times =
        from === undefined || to === undefined ? {} : { from: micros(from), to: micros(to) }
      found.push({ sequence, state, records, ...times })
    }
    return found
  }

  async *read(from?: OutcomeCursor, until?: number): AsyncGenerator<StoredOutcome> {
    const { files, folder } = this.#options
    for await (const record of readSegments(files, folder, from, until)) {
      yield { segment: record.sequence, payload: record.payload, next: record.next }
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#run(() => this.#seal())
  }

  /** One thing after the other. */
  #run<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#lane.then(act, act)
    this.#lane = done.catch(() => {})
    return done
  }

  async #append({ bytes, lengths }: PackedOutcomes): Promise<void> {
    if (this.#isClosed) throw unwritable(this.#options.folder, undefined)
    const group = this.#group
    try {
      this.#gather(bytes, lengths)
      const segment = await this.#fitting(group.used)
      await segment.write(group)
    } catch (error) {
      throw unwritable(this.#options.folder, error)
    } finally {
      group.clear()
    }
  }

  #gather(bytes: Uint8Array, lengths: readonly number[]): void {
    const group = this.#group
    if (!group.hasRoom(bytes.length + frameBytes * lengths.length, mostGroupBytes)) {
      throw new RangeError(
        `${bytes.length} bytes of outcomes at once, of ${mostGroupBytes} at most`,
      )
    }
    let at = 0
    for (const length of lengths) {
      group.bytes.set(bytes.subarray(at, at + length), group.used + frameBytes)
      group.endRecord(length)
      at += length
    }
    group.keep()
  }

  async #fitting(bytes: number): Promise<OpenSegment> {
    const { files, folder, timers } = this.#options
    const last = this.#segment
    if (last !== undefined) {
      const isFull = last.sizeBytes + bytes > this.#bounds.segmentBytes
      if (!isFull && timers.monotonicMs() - last.openedMs < this.#bounds.segmentMs) return last
      await this.#seal()
    }
    await files.makeFolder(folder)
    const segment = await OpenSegment.open(files, {
      ...{ folder, header, sequence: this.#nextSequence++ },
      ...{ openedAt: timers.now(), openedMs: timers.monotonicMs() },
    })
    this.#segment = segment
    this.#sealWhenOld(segment)
    return segment
  }

  #sealWhenOld(segment: OpenSegment): void {
    this.#cancelAge = this.#options.timers.later(this.#bounds.segmentMs, () => {
      this.#run(async () => {
        if (this.#segment === segment) await this.#seal()
      }).catch((error) => {
        this.#options.logger.error('outcome log cannot be sealed', { error })
      })
    })
  }

  async #seal(): Promise<void> {
    const segment = this.#segment
    this.#abandon()
    try {
      await segment?.seal()
    } catch (error) {
      this.#losses++
      throw unwritable(this.#options.folder, error)
    }
  }

  /** Whoever asks while others wait for their turn to sync waits with them. */
  #sync(): Promise<void> {
    this.#queuedSync ??= this.#options.timers.turn().then(() => this.#run(() => this.#syncNow()))
    return this.#queuedSync
  }

  async #syncNow(): Promise<void> {
    this.#queuedSync = undefined
    const segment = this.#segment
    try {
      await segment?.sync()
    } catch (error) {
      this.#losses++
      this.#abandon()
      await segment?.giveUp(true)
      throw unwritable(this.#options.folder, error)
    }
  }

  #abandon(): void {
    this.#cancelAge?.()
    this.#segment = undefined
  }
}
