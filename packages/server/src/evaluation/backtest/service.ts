import { Backtest, type BacktestSummary } from '@ratchet-ml/protocol'
import { canonicalJson, type Digest, isDigest } from '@ratchet-ml/scoring'
import type { BlobStore } from '../../platform/blobs.ts'
import { micros, toRfc3339 } from '../../platform/clock.ts'
import { type Cause, newEvent } from '../../platform/ledger/new-event.ts'
import { Problem } from '../../platform/problem.ts'
import type { BacktestStore, RecordedBacktest } from './store.ts'

export interface EvaluationOptions {
  readonly store: BacktestStore
  readonly blobs: BlobStore
}

/** Keeps back-tests as evidence. They are run elsewhere: here is nothing that takes long. */
export class Evaluation {
  readonly #store: BacktestStore
  readonly #blobs: BlobStore

  constructor({ store, blobs }: EvaluationOptions) {
    this.#store = store
    this.#blobs = blobs
  }

  /**
   * Keeps the document under its digest, then records it. One with this id that is there already
   * stays as it is.
   *
   * @param by what ran it for its own answer, where nobody asked for it
   */
  async record(backtest: Backtest, cause: Cause, by?: 'check'): Promise<BacktestSummary> {
    const blob = await this.#blobs.put(new TextEncoder().encode(canonicalJson(backtest)))
    const { id, model } = backtest
    const event = newEvent('backtest.recorded', `model/${model}`, cause, {
      backtest: id,
      model,
      blob,
      ...(by && { by }),
    })
    return toSummary((await this.#store.record(event)).backtest)
  }

  /** Newest first; of one model, or of all. */
  async list(model?: string): Promise<readonly BacktestSummary[]> {
    return (await this.#store.list(model)).map(toSummary)
  }

  /** @throws Problem `backtest-not-found`, `data-folder-corrupt` */
  async get(id: string): Promise<Backtest> {
    const found = isDigest(id) ? await this.#store.find(id) : undefined
    if (found === undefined) {
      const hint = 'GET /v1/backtests lists those that were recorded.'
      throw new Problem('backtest-not-found', `There is no back-test ${id}.`, { hint })
    }
    return Backtest.parse(JSON.parse(await this.#read(found.blob, id)))
  }

  async #read(blob: Digest, id: string): Promise<string> {
    const bytes = await this.#blobs.get(blob)
    if (bytes !== undefined) return new TextDecoder().decode(bytes)
    throw new Problem('data-folder-corrupt', `The document ${blob} of back-test ${id} is gone.`)
  }
}

function toSummary({ id, model, recordedAt, actor, by }: RecordedBacktest): BacktestSummary {
  return { id, model, recordedAt: toRfc3339(micros(recordedAt)), actor, ...(by && { by }) }
}
