import type { LogBounds, LogTimers } from './log-bounds.ts'

/** How many records a group has by now. */
export type CountRecords = () => number

/** Decides when a group that gathers is worth a write. */
export class GroupGatherer {
  readonly #bounds: LogBounds
  readonly #timers: LogTimers
  readonly #isWaitedFor: boolean
  #end: (() => void) | undefined

  /** @param isWaitedFor whether replies wait for the write */
  constructor(bounds: LogBounds, timers: LogTimers, isWaitedFor: boolean) {
    this.#bounds = bounds
    this.#timers = timers
    this.#isWaitedFor = isWaitedFor
  }

  /** Resolves when the group is to be written. @param isUrgent somebody waits for it all the same */
  async gather(records: CountRecords, isUrgent: boolean): Promise<void> {
    if (this.#isWaitedFor) await this.#whileMoreComes(records)
    else if (isUrgent) await this.#timers.turn()
    else await this.#forAWhile()
  }

  /** Ends the gathering now. */
  hurry(): void {
    this.#end?.()
  }

  /**
   * Waits while every turn brings more: a write costs as much as answering a request, whatever its size.
   * Not for the whole crowd, or callers and server would take turns at waiting for each other.
   */
  async #whileMoreComes(records: CountRecords): Promise<void> {
    let before = -1
    do {
      before = records()
      await this.#timers.turn()
    } while (records() > before && records() < this.#bounds.enoughRecords)
  }

  /** Nobody waits for the write: one now and then is enough, and is cheaper. */
  #forAWhile(): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        cancel()
        this.#end = undefined
        resolve()
      }
      const cancel = this.#timers.later(this.#bounds.gatherMs, end)
      this.#end = end
    })
  }
}
