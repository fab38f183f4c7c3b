import type { Problem } from '../../platform/problem.ts'
import type { CostModel } from './cost-model.ts'
import { LoopWatch } from './loop-watch.ts'
import { secondsOf, untraced } from './overloaded.ts'

/** Work of the serving thread that can wait for its turn. */
export interface ThreadWork {
  /** Bytes of its body. */
  readonly size: number
  /** What such work has cost the thread. */
  readonly costs: CostModel
  /** Must not throw. */
  run(): void
}

export interface ThreadLineOptions {
  readonly monotonicMs: () => number
  /** Runs something after the thread has looked at what came; setImmediate. */
  readonly defer: (run: () => void) => void
}

/**
 * So long the thread answers before it looks at what has come meanwhile: a refusal waits no longer than
 * for this, and for the work that ends it.
 */
const sliceMs = 3
/**
 * A slice is longer where reading and refusing took longer, by a quarter of their time: however much there is
 * to refuse, a fifth of the time goes into answers. With more than that, slices and pauses would drive each
 * other up already where refusing takes half of the time.
 */
const leastSlicePerGap = 0.25
const mostSliceMs = 50
/** What costs less is not worth refusing: that costs about as much. */
const cheapMs = 0.1
/** Of the time that a request has, what it may wait for the thread. */
const mostShareOfTime = 0.5
const mostWaitMs = 1000
/**
 * A line that has not been empty for so long stands: a burst would be over, and to wait for long helps
 * nobody. Then it is kept short, so that answers come soon and bodies take little memory (after the
 * controlled delay of Nichols and Jacobson, ACM Queue 10(5), 2012).
 */
const standingAfterMs = 500
const mostStandingShare = 0.1
/** A line that was empty for less has not stopped standing. */
const restMs = 100
/** What interrupts the thread is not what the work costs: nothing counts for more than so often the usual. */
const mostTimesUsual = 4
/** How much of what was measured in a slice still counts in the next. */
const keep = 0.9
/** Places of the line that are left empty before the rest moves up. */
const mostTaken = 1024
/** Bytes of bodies that stand in line. */
const mostBytes = 64 << 20

/**
 * The line before the serving thread. Without it, what cannot be answered yet would wait unseen in the
 * sockets, and who is to be refused would learn of it last. So everything is read as it comes; what goes
 * beyond a slice of the thread's time stands in line, and between two slices the thread reads on and
 * refuses those before whom too much stands: by the cost of all of it, as Little's law has it. What is
 * cheap stands in no line, as a refusal would cost as much.
 */
export class ThreadLine {
  readonly #options: ThreadLineOptions
  readonly #loop: LoopWatch
  #line: (Standing | undefined)[] = []
  #next = 0
  #bytes = 0
  #costMs = 0
  /** Of work whose body is still to come. */
  #comingMs = 0
  #isDeferred = false
  #sliceEndMs = 0
  /** When the line began to stand, short rests apart, and when it was empty last. */
  #busySinceMs = 0
  #emptySinceMs = Number.NEGATIVE_INFINITY
  /** Milliseconds that passed, and what the work that was done in them costs; the latest count most. */
  #passedMs = 0
  #doneMs = 0
  #told = { waitMs: 0, problem: behind(0) }

  constructor(options: ThreadLineOptions) {
    this.#options = options
    this.#loop = new LoopWatch(options.defer)
  }

  /** Whether work may be done at once. Asked when a request comes, and when it is whole. */
  isFree(nowMs: number): boolean {
    return this.#loop.lagMs(nowMs) < sliceMs && this.#line.length === 0
  }

  /**
   * Where the thread is not free.
   * @throws Problem `overloaded` when work would wait too long, of the time that it is allowed
   */
  check({ size, costs }: Pick<ThreadWork, 'size' | 'costs'>, nowMs: number, allowedMs: number) {
    const costMs = costs.predict(size)
    const waitMs = this.#loop.lagMs(nowMs) + (costMs > cheapMs ? this.#lineMs : 0)
    const share = this.#isStanding(nowMs) ? mostStandingShare : mostShareOfTime
    const most = Math.min(allowedMs * share, mostWaitMs)
    if (waitMs + costMs > most || this.#bytes > mostBytes) throw this.#behind(Math.ceil(waitMs))
  }

  /** One problem serves all that are refused for the same wait: to make it takes most of a refusal. */
  #behind(waitMs: number): Problem {
    if (this.#told.waitMs !== waitMs) this.#told = { waitMs, problem: behind(waitMs) }
    return this.#told.problem
  }

  #isStanding(nowMs: number): boolean {
    const isResting = this.#line.length === 0 && nowMs - this.#emptySinceMs >= restMs
    return !isResting && nowMs - this.#busySinceMs > standingAfterMs
  }

  /**
   * The same for work whose body is still to come: until it is there, and is to be added without a further
   * question, its cost counts as that of work in line.
   *
   * @returns gives the place back, and must be called: when the work is added, or when it will not come;
   *   `undefined` for what is cheap, which needs no place
   */
  reserve(
    work: Pick<ThreadWork, 'size' | 'costs'>,
    nowMs: number,
    allowedMs: number,
  ): (() => void) | undefined {
    this.check(work, nowMs, allowedMs)
    let heldMs = work.costs.predict(work.size)
    if (heldMs <= cheapMs) return undefined
    this.#comingMs += heldMs
    return () => {
      this.#comingMs -= heldMs
      heldMs = 0
    }
  }

  /** Until the line is done: as long as its work takes, and what is read and refused meanwhile. */
  get #lineMs(): number {
    const workMs = this.#costMs + this.#comingMs
    return this.#doneMs === 0 ? workMs : workMs * Math.max(1, this.#passedMs / this.#doneMs)
  }

  /** Does the work now if it is cheap; otherwise when its turn comes. */
  add(work: ThreadWork): void {
    const costMs = work.costs.predict(work.size)
    if (costMs <= cheapMs) {
      this.#run(work, costMs)
      return
    }
    if (this.#line.length === 0) this.#noteBusy(this.#options.monotonicMs())
    this.#line.push({ work, costMs })
    this.#bytes += work.size
    this.#costMs += costMs
    this.#defer()
  }

  #noteBusy(nowMs: number): void {
    if (nowMs - this.#emptySinceMs >= restMs) this.#busySinceMs = nowMs
  }

  #defer(): void {
    if (this.#isDeferred) return
    this.#isDeferred = true
    this.#sliceEndMs = this.#options.monotonicMs()
    this.#options.defer(this.#runSlice)
  }

  readonly #runSlice = (): void => {
    this.#isDeferred = false
    const now = this.#options.monotonicMs()
    const gap = now - this.#sliceEndMs
    const until = now + Math.min(Math.max(sliceMs, gap * leastSlicePerGap), mostSliceMs)
    let end = now
    let doneMs = 0
    for (let next = this.#takeNext(); next !== undefined; next = this.#takeNext()) {
      this.#run(next.work, next.costMs)
      doneMs += next.costMs
      end = this.#options.monotonicMs()
      if (end >= until) break
    }
    this.#passedMs = this.#passedMs * keep + gap + end - now
    this.#doneMs = this.#doneMs * keep + doneMs
    if (this.#line.length > 0) this.#defer()
  }

  #run({ size, costs, run }: ThreadWork, usualMs: number): void {
    const begun = this.#options.monotonicMs()
    run()
    const ms = this.#options.monotonicMs() - begun
    costs.observe(size, usualMs === 0 ? ms : Math.min(ms, usualMs * mostTimesUsual))
  }

  #takeNext(): Standing | undefined {
    const next = this.#line[this.#next]
    if (next === undefined) return undefined
    this.#line[this.#next++] = undefined
    this.#bytes -= next.work.size
    this.#costMs -= next.costMs
    if (this.#next === this.#line.length) {
      this.#line = []
      this.#next = 0
      this.#costMs = 0 // whatever rounding has left
      this.#emptySinceMs = this.#options.monotonicMs()
    } else if (this.#next === mostTaken) {
      this.#line = this.#line.slice(mostTaken)
      this.#next = 0
    }
    return next
  }
}

interface Standing {
  readonly work: ThreadWork
  readonly costMs: number
}

function behind(waitMs: number): Problem {
  return untraced(
    'overloaded',
    `The server is ${waitMs} ms behind, too much for the request to be answered in time.`,
    { hint: 'Allow more time, or ask less often.', retryAfterSeconds: secondsOf(waitMs) },
  )
}
