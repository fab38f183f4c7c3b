// A thread that reads bodies too big for the serving thread, and answers requests of many rows. Started
// by name (`@ratchet-ml/server/reader-worker`), never imported.
import { parentPort } from 'node:worker_threads'
import { createRowReader, Refusal, type Scorer, scorerOf, textsOf } from '@ratchet-ml/scoring'
import { Problem, problemOfRefusal } from '../../platform/problem.ts'
import { columnsOf } from '../engines/answer-columns.ts'
import type { Asked } from '../predict/call.ts'
import { encodeRows } from '../predict/encode-rows.ts'
import { keepInputs } from '../predict/kept-inputs.ts'
import { readCall } from '../predict/read-call.ts'
import type { Reading } from '../predict/reading.ts'
import type { ReadingPlan, ReadOrder, ReadReply } from './messages.ts'

const port = parentPort
if (port === null) throw new Error('The reader worker is started as a thread.')
const plans = new Map<string, Prepared>()

interface Prepared {
  readonly plan: ReadingPlan
  readonly scorer: Scorer | undefined
}

port.on('message', (order: ReadOrder) => {
  for (const key of order.forget) plans.delete(key)
  try {
    answer(order)
  } catch (thrown) {
    port?.postMessage(failureOf(order.id, thrown))
  }
})

function answer({ id, call, key, keeps, plan }: ReadOrder): void {
  const prepared = prepare(key, plan)
  const reading = readingOf(prepared.plan)
  const asked = readCall(reading, call)
  const { count } = asked.source
  const { rows, columns } = encodeAndScore(asked, reading, prepared.scorer)
  const { counts, missingByFeature } = reading.reader
  const told = missingByFeature.slice()
  const reply: ReadReply = {
    ...{ kind: 'read', id, rows, count, about: asked.about, counts, missingByFeature: told },
    columns: columns?.columns,
    texts: textsOf(rows),
    inputs: keeps ? keepInputs(asked.source, reading.route.contract) : new Map(),
  }
  port?.postMessage(reply, [rows.buffer, ...(columns?.memory ?? [])])
}

function prepare(key: string, plan: ReadingPlan | undefined): Prepared {
  if (plan === undefined) {
    const known = plans.get(key)
    if (known === undefined) throw new RangeError('A request came before the plan of its endpoint.')
    return known
  }
  const { model, contract, coded = contract } = plan
  const scorer = model && scorerOf(model, coded)
  const prepared = { plan, scorer }
  plans.set(key, prepared)
  return prepared
}

/** Fresh readers: what they count is of this request alone. */
function readingOf({ contract, coded = contract, rawWidth }: ReadingPlan): Reading {
  const reader = createRowReader(contract)
  const encoder = coded === contract ? undefined : createRowReader(coded)
  return {
    ...{ reader, encoder, discarded: new Float64Array(reader.featureCount) },
    featureCount: (encoder ?? reader).featureCount,
    route: { contract },
    handle: { loaded: { contract: coded } },
    scored: { rawWidth },
  }
}

function encodeAndScore(asked: Asked, { featureCount }: Reading, scorer: Scorer | undefined) {
  const { count } = asked.source
  const rows = new Float64Array(count * featureCount)
  encodeRows(asked, { into: rows, featureCount, from: 0, until: count })
  if (scorer === undefined) return { rows, columns: undefined }
  const scored = scorer.allocate(count)
  scorer.score(rows, count, scored)
  return { rows, columns: columnsOf(scored) }
}

function failureOf(id: number, thrown: unknown): ReadReply {
  const problem = thrown instanceof Refusal ? problemOfRefusal(thrown) : thrown
  if (problem instanceof Problem) {
    const { code, message, hint, errors } = problem
    return { kind: 'refused', id, code, detail: message, hint, errors }
  }
  const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
  return { kind: 'failed', id, message }
}
