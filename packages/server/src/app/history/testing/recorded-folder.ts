import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Contract } from '@ratchet-ml/scoring'
import { openOutcomeLog } from '../../../adapters/filesystem/outcome-log/open-outcome-log.ts'
import { systemTimers } from '../../../adapters/filesystem/prediction-log/open-prediction-log.ts'
import { createPredictionLog } from '../../../adapters/filesystem/prediction-log/prediction-log-store.ts'
import { createNodeFiles } from '../../../adapters/filesystem/segments/node-files.ts'
import { OutcomePacker } from '../../../feedback/outcomes/outcome-codec.ts'
import type { OutcomeRecord } from '../../../feedback/outcomes/types.ts'
import { systemClock } from '../../../platform/clock.ts'
import { silentLogger } from '../../../platform/logger.ts'
import { RecordEncoder } from '../../../serving/log/encode-record.ts'
import { planColumns } from '../../../serving/log/policy.ts'
import { createRecordContext } from '../../../serving/log/record-context.ts'
import { binaryAnswers, plainSettings } from '../../../serving/log/testing/logged-contract.ts'
import type { LogHeader } from '../../../serving/log/types.ts'

/** A prediction as a test tells it. */
export interface ToldPrediction {
  /** `<request>.<row>`. */
  readonly predictionId: string
  readonly unit?: string | undefined
  readonly eventTime: number
  readonly recordedTime: number
  readonly distance?: number
  readonly label?: 0 | 1
}

/** A contract with a unit, a number and a category. */
const toldContract: Contract = {
  task: 'binary',
  inputs: [
    { name: 'distance', role: 'feature', type: 'number', missing: 'accept' },
    { name: 'user', role: 'unit', type: 'text', missing: 'accept' },
    {
      ...{ name: 'carrier', role: 'feature', type: 'category', missing: 'accept' },
      ...{ levels: ['AA', 'DL'], unknownLevel: 'accept' },
    },
  ],
  extra: 'ignore',
  outputs: [
    { name: 'label', type: 'category', width: 1 },
    { name: 'probability', type: 'number', width: 2 },
  ],
  classes: ['on time', 'late'],
  numeric: { raw: 'bit-exact', linkUlp: 2 },
}

const context = createRecordContext({
  ...{ routeRevision: 1, versionDigest: `sha256:${'cd'.repeat(32)}` },
  ...{ arm: 'champion', servedBy: 'champion' },
})

/** A data folder that only holds what was recorded. */
export class RecordedFolder {
  readonly path: string
  readonly #openWriters = new Map<
    string,
    ReturnType<ReturnType<typeof createPredictionLog>['open']>
  >()
  #log: ReturnType<typeof createPredictionLog> | undefined
  #outcomes: ReturnType<typeof openOutcomeLog> | undefined

  constructor(path = mkdtempSync(join(tmpdir(), 'ratchet-history-'))) {
    this.path = path
  }

  /** Records predictions of an endpoint; `seals` ends their segment. */
  async predict(
    endpoint: string,
    predictions: readonly ToldPrediction[],
    { seals = true, digest = 'ab' } = {},
  ): Promise<void> {
    const { columns, leftOut } = planColumns(toldContract, plainSettings)
    const header: LogHeader = {
      ...{ endpoint, contractDigest: `sha256:${digest.repeat(32)}`, columns, leftOut },
    }
    const writer = this.#openWriters.get(endpoint) ?? (await this.#store()).open(header, 'default')
    this.#openWriters.set(endpoint, writer)
    const encoder = new RecordEncoder(toldContract, columns, () => new Uint8Array(32))
    for (const told of predictions) {
      await new Promise<void>((resolve, reject) => {
        const room = writer.reserve(1, 2048)
        if (room === undefined) return reject(new Error('There is no room.'))
        writer.end(encode(encoder, room, writer.begin(), told))
        if (!writer.commit(() => resolve())) resolve()
      })
    }
    if (!seals) return
    this.#openWriters.delete(endpoint)
    await writer.close(5000)
  }

  /** Records outcomes in the order given; `seals` ends their segment. */
  async happen(outcomes: readonly OutcomeRecord[], { seals = true } = {}): Promise<void> {
    if (this.#outcomes === undefined) {
      this.#outcomes = openOutcomeLog(this.path, systemClock, silentLogger)
      await this.#outcomes.repair()
    }
    const packer = new OutcomePacker()
    for (const outcome of outcomes) packer.add(outcome)
    const appender = this.#outcomes.begin()
    if (outcomes.length > 0) await appender.append(packer.take())
    if (!seals) return
    await this.#outcomes.close()
    this.#outcomes = undefined
  }

  async close(): Promise<void> {
    for (const writer of this.#openWriters.values()) await writer.close(5000)
    await this.#outcomes?.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
    rmSync(this.path, { recursive: true, force: true })
  }

  async #store() {
    if (this.#log !== undefined) return this.#log
    this.#log = createPredictionLog({
      ...{ folder: join(this.path, 'log'), keyFile: join(this.path, 'log.key') },
      ...{ files: createNodeFiles(), timers: systemTimers(systemClock), logger: silentLogger },
    })
    await this.#log.repair()
    return this.#log
  }
}

function encode(
  encoder: RecordEncoder,
  room: Parameters<RecordEncoder['answered']>[0],
  at: number,
  { predictionId, unit, eventTime, recordedTime, distance = 1, label = 1 }: ToldPrediction,
): number {
  const dot = predictionId.lastIndexOf('.')
  const facts = {
    ...{ requestId: predictionId.slice(0, dot), eventTime, recordedTime },
    ...{ latencyUs: 5, status: 200, kind: 0, sampling: 1 },
  }
  const block = {
    ...{ rows: Float64Array.of(distance, 0), scored: binaryAnswers([label]) },
    ...{ first: Number(predictionId.slice(dot + 1)), count: 1 },
  }
  return encoder.answered(room, at, facts, context, block, 0, () => unit)
}
