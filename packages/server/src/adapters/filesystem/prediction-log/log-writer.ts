import type { Logger } from '../../../platform/logger.ts'
import type { LogWriter } from '../../../serving/log/store.ts'
import type { LogCounts, LogOutcome, LogState, RecordBuffer } from '../../../serving/log/types.ts'
import { frameBytes } from '../segments/frame.ts'
import { GroupGatherer } from './gather-group.ts'
import { GroupBuffer, type Waiter } from './group-buffer.ts'
import type { LogBounds, LogTimers } from './log-bounds.ts'
import type { SegmentChain } from './segment-chain.ts'
import type { SpoolFile } from './spool.ts'

const tellEveryMs = 10_000

export interface LogWriterOptions {
  readonly durability: 'default' | 'before-response'
  readonly chain: SegmentChain
  /** A new part of the spool, where there is one: then replies wait for it, and not for the file system. */
  readonly openSpool?: () => SpoolFile
  /** The endpoint's, which go on from writer to writer. */
  readonly counts: LogCounts
  readonly bounds: LogBounds
  readonly timers: LogTimers
  readonly logger: Logger
}

/**
 * Writes the records of an endpoint in groups: while one group is on its way, the next one gathers. A
 * group fails or is written as a whole.
 */
export class GroupedLogWriter implements LogWriter {
  readonly counts: LogCounts
  readonly #options: LogWriterOptions
  #gathering: GroupBuffer
  #spare: GroupBuffer | undefined
  #isSpooling = false
  readonly #gatherer: GroupGatherer
  /** Who waits for which group to be written. */
  #flushes: { readonly number: number; readonly resolve: () => void }[] = []
  /** The group on its way, and since when. */
  #underWay: GroupBuffer | undefined
  #sinceMs = 0
  /** Of the group that was under way last. */
  #number = 0
  #draining: Promise<void> | undefined
  #cancelWatch: (() => void) | undefined
  #isSlow = false
  #isFailing = false
  #toldDroppingMs = Number.NEGATIVE_INFINITY
  #isClosed = false
  #isGivenUp = false

  constructor(options: LogWriterOptions) {
    this.#options = options
    this.counts = options.counts
    const { bounds, timers, openSpool } = options
    this.#gatherer = new GroupGatherer(bounds, timers, openSpool === undefined)
    this.#gathering = new GroupBuffer(openSpool?.())
    this.#spare = new GroupBuffer(openSpool?.())
  }

  get state(): LogState {
    if (this.#isFailing) return 'failing'
    return this.#isSlow ? 'slow' : 'ok'
  }

  reserve(count: number, bytesEach: number): RecordBuffer | undefined {
    const { bounds, durability } = this.#options
    const mustRefuse = durability === 'before-response' && this.#isSlow
    const bytes = count * (frameBytes + bytesEach)
    if (this.#isClosed || mustRefuse || !this.#gathering.hasRoom(bytes, bounds.bufferBytes)) {
      this.counts.dropped += count
      this.#tellDropping()
      return undefined
    }
    return this.#gathering
  }

  begin(): number {
    return this.#gathering.used + frameBytes
  }

  end(bytes: number): void {
    this.#gathering.endRecord(bytes)
  }

  commit(done: Waiter): boolean {
    this.counts.pending += this.#gathering.keep()
    if (Number.isNaN(this.#gathering.sinceMs)) {
      this.#gathering.sinceMs = this.#options.timers.monotonicMs()
    }
    this.#draining ??= this.#drain()
    if (this.#options.openSpool !== undefined) return this.#spoolSoon(done)
    if (this.#options.durability === 'default' && (this.#isSlow || this.#isFailing)) {
      this.counts.unwaited++
      return false
    }
    this.#gathering.waiters.push(done)
    return true
  }

  /** Writes what was committed now; resolves when that has succeeded or failed. */
  async flush(): Promise<void> {
    const isGathering = this.#gathering.records > 0
    if (!isGathering && this.#underWay === undefined) return
    const number = isGathering ? this.#number + 1 : this.#number
    const flushed = new Promise<void>((resolve) => this.#flushes.push({ number, resolve }))
    this.#gatherer.hurry()
    await flushed
  }

  leaveOut(count: number): void {
    this.counts.sampledOut += count
  }

  async close(deadlineMs: number): Promise<void> {
    this.#isClosed = true
    this.#gatherer.hurry()
    const { timers, chain } = this.#options
    let cancel = () => {}
    const late = new Promise<'late'>((resolve) => {
      cancel = timers.later(deadlineMs, () => resolve('late'))
    })
    const ended = (async () => {
      await this.#draining
      await chain.close()
    })()
    if ((await Promise.race([ended, late])) === 'late') this.#failPending()
    else for (const group of [this.#gathering, this.#spare]) group?.end()
    cancel()
    this.#cancelWatch?.()
  }

  /** The replies of a turn go together at its end: the spool takes their records in one piece. */
  #spoolSoon(done: Waiter): true {
    const { timers, bounds } = this.#options
    this.#gathering.waiters.push(done)
    if (!this.#isSpooling) timers.soon(() => this.#spool())
    this.#isSpooling = true
    if (this.#gathering.used >= bounds.gatherBytes) this.#gatherer.hurry()
    return true
  }

  /** Without room in the spool, replies wait for the file system. */
  #spool(): void {
    this.#isSpooling = false
    if (this.#gathering.spool()) release(this.#gathering, 'go')
    else if (this.#isSlow || this.#isFailing) this.#letGo(this.#gathering)
    else this.#gatherer.hurry()
  }

  async #drain(): Promise<void> {
    const { timers, bounds } = this.#options
    await this.#gather()
    while (this.#gathering.records > 0) {
      const group = this.#take()
      const error = await this.#persist(group)
      this.#settle(group, error)
      if (error !== undefined) await timers.wait(bounds.retryMs)
      else if (this.#gathering.records > 0) await this.#gather()
    }
    this.#draining = undefined
  }

  #gather(): Promise<void> {
    const isUrgent = this.#isClosed || this.#flushes.length > 0
    return this.#gatherer.gather(() => this.#gathering.records, isUrgent)
  }

  #take(): GroupBuffer {
    const group = this.#gathering
    group.forgetUnkept()
    if (group.waiters.length > 0 && group.spool()) release(group, 'go')
    this.#gathering = this.#spare ?? new GroupBuffer()
    this.#spare = undefined
    this.#underWay = group
    this.#number++
    this.#sinceMs = this.#options.timers.monotonicMs()
    this.#watch(this.#boundMs())
    return group
  }

  async #persist(group: GroupBuffer): Promise<unknown> {
    const { chain, durability } = this.#options
    try {
      await chain.write(group)
      if (durability === 'before-response') await chain.syncNow()
      else chain.syncSoon(group.sinceMs)
      return undefined
    } catch (error) {
      return error ?? new Error('The log failed without a reason.')
    }
  }

  #settle(group: GroupBuffer, error: unknown): void {
    if (this.#isGivenUp) return
    this.#underWay = undefined
    this.counts.pending -= group.records
    if (error === undefined) this.counts.written += group.records
    else this.counts.failed += group.records
    this.#noteState(error)
    const mustRefuse = error !== undefined && this.#options.durability === 'before-response'
    release(group, mustRefuse ? 'refused' : 'go')
    group.clear()
    if (this.#gathering !== group) this.#spare = group
    const number = this.#number
    for (const flush of this.#flushes) if (flush.number <= number) flush.resolve()
    this.#flushes = this.#flushes.filter((flush) => flush.number > number)
  }

  /** Looks after the group under way once it may be late, with one timer for however many groups. */
  #watch(ms: number): void {
    const { timers } = this.#options
    this.#cancelWatch ??= timers.later(ms, () => {
      this.#cancelWatch = undefined
      if (this.#underWay === undefined) return
      const number = this.#number
      const leftMs = this.#sinceMs + this.#boundMs() - timers.monotonicMs()
      if (leftMs > 0) this.#watch(leftMs)
      else void timers.turn().then(() => this.#checkLate(number))
    })
  }

  /** Late only if it is still under way when all news has been read: the process may have stood still. */
  #checkLate(number: number): void {
    if (this.#underWay === undefined) return
    if (this.#number === number) this.#becomeSlow()
    else this.#watch(this.#boundMs())
  }

  #boundMs(): number {
    const { durability, bounds } = this.#options
    return durability === 'default' ? bounds.waitMs : bounds.refuseMs
  }

  /** Nobody waits any longer, neither for the group under way nor for the one behind it. */
  #becomeSlow(): void {
    if (!this.#isSlow) this.#options.logger.warn('prediction log is slow', this.#facts())
    this.#isSlow = true
    for (const group of [this.#underWay, this.#gathering]) if (group) this.#letGo(group)
  }

  #letGo(group: GroupBuffer): void {
    this.counts.unwaited += group.waiters.length
    release(group, this.#options.durability === 'default' ? 'go' : 'refused')
  }

  #noteState(error: unknown): void {
    const { logger } = this.#options
    const wasWell = this.state === 'ok'
    this.#isSlow = false
    if (error !== undefined && !this.#isFailing) {
      logger.error('prediction log fails', { ...this.#facts(), error })
    }
    this.#isFailing = error !== undefined
    if (!this.#isFailing && !wasWell) logger.info('prediction log is well again', this.#facts())
  }

  /** At most once in a while, as a disk that cannot keep up drops again and again. */
  #tellDropping(): void {
    const now = this.#options.timers.monotonicMs()
    if (this.#isClosed || now - this.#toldDroppingMs < tellEveryMs) return
    this.#toldDroppingMs = now
    this.#options.logger.warn('prediction log drops records', this.#facts())
  }

  #facts() {
    const { endpoint } = this.#options.chain
    const { written, dropped, failed, pending } = this.counts
    return { endpoint, written, dropped, failed, pending }
  }

  /** The disk did not answer before the process had to end. */
  #failPending(): void {
    this.#isGivenUp = true
    this.counts.failed += this.counts.pending
    this.counts.pending = 0
    this.#options.logger.error(
      'prediction log ended before its records were written',
      this.#facts(),
    )
    for (const group of [this.#underWay, this.#gathering]) {
      if (group !== undefined) release(group, 'refused')
    }
  }
}

function release(group: GroupBuffer, outcome: LogOutcome): void {
  const { waiters } = group
  group.waiters = []
  for (const done of waiters) done(outcome)
}
