import { createScorer } from '../kernels/scorer.ts'
import { textsOf } from '../rows/row-texts.ts'
import type { Scored, Scorer } from '../scorer-types.ts'
import { scoreParts } from './score-parts.ts'
import { isShared, shareAnswers, shareCoefficients } from './share.ts'
import type {
  PoolBatch,
  PoolMessage,
  PoolModel,
  PoolOptions,
  PoolReply,
  PoolThread,
  ScorerPool,
} from './types.ts'

/** Batches that may wait, unless the caller says otherwise. */
const usuallyWaiting = 16

/**
 * Starts a pool's threads and gives each the model.
 *
 * @throws Refusal when the model contradicts itself
 * @throws Error when a thread does not start
 */
export async function createScorerPool(
  model: PoolModel,
  { threads, startThread, mostWaiting = usuallyWaiting }: PoolOptions,
): Promise<ScorerPool> {
  const coefficients = shareCoefficients(model.coefficients)
  const scorer = createScorer(model.program, coefficients, model.contract)
  const helpers = Array.from({ length: threads }, () => new Helper(startThread()))
  const pool = new SharingPool(scorer, helpers, mostWaiting)
  try {
    const message = { kind: 'model', model: { ...model, coefficients } } as const
    await Promise.all(helpers.map((helper) => helper.ask(message)))
  } catch (error) {
    await pool.close()
    throw error
  }
  return pool
}

class SharingPool implements ScorerPool {
  readonly featureCount: number
  readonly #scorer: Scorer
  readonly #helpers: readonly Helper[]
  readonly #mostWaiting: number
  #last: Promise<void> = Promise.resolve()
  #waiting = 0
  #isClosed = false

  constructor(scorer: Scorer, helpers: readonly Helper[], mostWaiting: number) {
    this.featureCount = scorer.featureCount
    this.#scorer = scorer
    this.#helpers = helpers
    this.#mostWaiting = mostWaiting
  }

  allocateRows(count: number): Float64Array {
    return new Float64Array(new SharedArrayBuffer(8 * count * this.featureCount))
  }

  allocate(capacity: number): Scored {
    return shareAnswers(this.#scorer.allocate(capacity))
  }

  async score(rows: Float64Array, count: number, into: Scored): Promise<void> {
    if (this.#isClosed) throw new Error('The pool is closed: it scores no more batches.')
    if (!isShared(rows) || !isShared(into.raw)) {
      throw new RangeError('Rows or answers are not shared: allocate them from the pool.')
    }
    if (this.#waiting > this.#mostWaiting) {
      const waiting = `${this.#mostWaiting} batches wait already`
      throw new RangeError(`${waiting}: wait for one to be answered before the next.`)
    }
    checkRoom(this.#scorer, rows, count, into)
    const next = new Int32Array(new SharedArrayBuffer(4))
    this.#waiting++
    const mine = this.#last.then(() => this.#run({ rows, texts: textsOf(rows), count, into, next }))
    this.#last = mine.then(
      () => undefined,
      () => undefined,
    )
    try {
      await mine
    } finally {
      this.#waiting--
    }
    into.count = count
  }

  async #run(batch: PoolBatch): Promise<void> {
    const others = this.#helpers.map((helper) => helper.ask({ kind: 'batch', ...batch }))
    scoreParts(this.#scorer, batch)
    await Promise.all(others)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#last
    await Promise.all(this.#helpers.map((helper) => helper.stop()))
  }
}

/** What a thread is asked, one thing at a time; once it has failed, it fails for good. */
class Helper {
  readonly #thread: PoolThread
  #failure: Error | undefined
  #settle: ((failure?: Error) => void) | undefined

  constructor(thread: PoolThread) {
    this.#thread = thread
    thread.onMessage((message) => {
      // Only `answerPool` writes back.
      const reply = message as PoolReply
      if (reply.kind === 'failed') this.#fail(new Error(reply.message))
      else this.#settle?.()
    })
    thread.onFailure((error) => this.#fail(error))
  }

  ask(message: PoolMessage): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    return new Promise((resolve, reject) => {
      this.#settle = (failure) => (failure === undefined ? resolve() : reject(failure))
      this.#thread.post(message)
    })
  }

  stop(): Promise<void> {
    return this.#thread.stop()
  }

  #fail(error: Error): void {
    this.#failure ??= new Error('A thread of the pool has died.', { cause: error })
    this.#settle?.(this.#failure)
  }
}

/** What each thread relies on is asked before any of them starts. */
function checkRoom(scorer: Scorer, rows: Float64Array, count: number, into: Scored): void {
  const room = Math.min(
    rows.length / Math.max(1, scorer.featureCount),
    into.raw.length / into.rawWidth,
  )
  if (Number.isInteger(count) && count >= 0 && count <= room) return
  throw new RangeError(`${count} rows to score, expected at most ${Math.floor(room)}.`)
}
