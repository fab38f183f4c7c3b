// A thread that opens packages, and keeps and answers those too big for the serving thread to take over
// without a pause. Started by name (`@ratchet-ml/server/engine-worker`), never imported.
import { setImmediate as turn } from 'node:timers/promises'
import { parentPort } from 'node:worker_threads'
import {
  type Coefficients,
  copyRows,
  type LaidOutModel,
  layOutModel,
  loadPackage,
  type Package,
  Refusal,
  roomFrom,
  type Scorer,
  scorerOf,
  setTexts,
  splitGraph,
  textsOf,
  toMessage,
  verifyPackage,
} from '@ratchet-ml/scoring'
import { collectYoung } from '../../platform/collector.ts'
import { columnsOf, shapeOf } from './answer-columns.ts'
import { failureOf } from './failure-of.ts'
import { contractDigestOf, exampleOf, toProven } from './proven-package.ts'
import { type EngineDescription, type EngineOrder, type EngineReply, epochMs } from './types.ts'
import { coldRows, warmScorer } from './warm-scorer.ts'

/** Work between two looks at the deadline. */
const sliceMs = 5
/** Trees laid out for the kernels take one to three times their coefficients, unless they share subtrees. */
const mostTimesLaidOut = 10

const port = parentPort
if (port === null) throw new Error('The engine worker is started as a thread.')
let scorer: Scorer | undefined
let rowsPerSlice = 1

port.on('message', (order: EngineOrder) => {
  answer(order).catch((thrown: unknown) => send(failureOf(order.id, thrown)))
})

async function answer(order: EngineOrder): Promise<void> {
  if (order.kind === 'score') {
    score(order)
    return
  }
  await (order.kind === 'open' ? open(order) : check(order))
  setImmediate(collectYoung) // the archive, and memory that was laid out and copied
}

/** The bytes go back to whoever sent them. */
async function check({ id, archive }: Extract<EngineOrder, { kind: 'check' }>): Promise<void> {
  const { digest, manifest, contract, files } = await loadPackage(archive)
  const checked = { digest, manifest, contract, files }
  const memory = [archive.buffer as ArrayBuffer] // what was sent is ordinary memory here
  port?.postMessage({ kind: 'checked', id, package: checked } satisfies EngineReply, memory)
}

async function open({ id, source, mostBytesHanded }: Extract<EngineOrder, { kind: 'open' }>) {
  const pkg = await loadPackage(source)
  if (splitGraph(pkg.program) !== undefined) {
    port?.postMessage({ kind: 'graph', id, files: pkg.files } satisfies EngineReply)
    return
  }
  const model = layOutModel(pkg.program, pkg.coefficients)
  const isSmall = bytesOf(pkg) <= mostBytesHanded
  if (isSmall && bytesLaidOut(model) <= mostTimesLaidOut * mostBytesHanded) hand(id, pkg, model)
  else await keep(id, pkg, model)
}

function hand(id: number, pkg: Package, laidOut: LaidOutModel): void {
  const { model, memory } = toMessage(laidOut)
  const reply = { kind: 'handed', id, package: toProven(pkg, model) } satisfies EngineReply
  port?.postMessage(reply, [...memory, ...memoryOf(model.coefficients)])
}

/** What holds the coefficients is ordinary memory, and of no use here any more. */
function memoryOf(coefficients: Coefficients): readonly ArrayBuffer[] {
  return [...new Set([...coefficients.values()].map(({ data }) => data.buffer as ArrayBuffer))]
}

async function keep(id: number, pkg: Package, model: LaidOutModel): Promise<void> {
  const kept = scorerOf(model, pkg.contract)
  prove(pkg, kept)
  const warmUp = {
    ...{ rows: coldRows, turnMs: 20 },
    ...{ monotonicMs: () => performance.now(), nextTurn: () => turn() },
  }
  const msPerRow = await warmScorer(kept, pkg.verification, warmUp)
  rowsPerSlice = Math.max(1, Math.min(4096, Math.floor(sliceMs / Math.max(msPerRow, 1e-6))))
  scorer = kept
  send({ kind: 'kept', id, description: describe(pkg, kept, msPerRow) })
}

function bytesOf({ coefficients }: Package): number {
  let bytes = 0
  for (const { data } of coefficients.values()) bytes += data.byteLength
  return bytes
}

function bytesLaidOut({ layouts }: LaidOutModel): number {
  let bytes = 0
  for (const { memory } of layouts.values()) bytes += memory.buffer.byteLength
  return bytes
}

function prove(pkg: Package, kept: Scorer): void {
  const { mismatches, firstMismatch } = verifyPackage(pkg, kept)
  if (firstMismatch === undefined) return
  const { row, found, expected } = firstMismatch
  throw new Refusal({
    code: 'verification-failed',
    place: `row ${row}`,
    found: String(found),
    expected: String(expected),
    hint: `${mismatches} verification rows differ on the execution that serves.`,
  })
}

function describe(pkg: Package, kept: Scorer, msPerRow: number): EngineDescription {
  const { digest, contract, verification } = pkg
  const row = copyRows(verification.rows, 0, verification.featureCount)
  const room = kept.allocate(1)
  kept.score(row, 1, room)
  const probe = { row, texts: textsOf(row), raw: room.raw }
  return {
    ...{ digest, contract, contractDigest: contractDigestOf(pkg), example: exampleOf(pkg) },
    ...{ shape: shapeOf(kept), msPerRow, probe, mostMsBlind: sliceMs },
  }
}

function score({
  id,
  rows,
  texts,
  count,
  deadline,
}: Extract<EngineOrder, { kind: 'score' }>): void {
  if (scorer === undefined) throw new RangeError('Rows came before a package.')
  const { featureCount } = scorer
  setTexts(rows, texts)
  const all = scorer.allocate(count)
  for (let first = 0; first < count; first += rowsPerSlice) {
    if (epochMs() > deadline) {
      send({ kind: 'late', id })
      return
    }
    const some = Math.min(rowsPerSlice, count - first)
    scorer.score(rows.subarray(first * featureCount), some, roomFrom(all, first))
  }
  const { columns, memory } = columnsOf(all)
  port?.postMessage({ kind: 'scored', id, columns } satisfies EngineReply, memory)
}

function send(reply: EngineReply): void {
  port?.postMessage(reply)
}
