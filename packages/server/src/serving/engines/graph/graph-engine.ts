import {
  answersOf,
  compareAnswers,
  loadPackage,
  type Package,
  Refusal,
  roomFrom,
  splitGraph,
} from '@ratchet-ml/scoring'
import { columnsOf, shapeOf } from '../answer-columns.ts'
import { contractDigestOf } from '../proven-package.ts'
import { type EngineDescription, type EngineReply, epochMs } from '../types.ts'
import { GraphScorer } from './graph-scorer.ts'
import type { GraphOrder, GraphRuntime } from './types.ts'

/** Work between two looks at the deadline. */
const sliceMs = 50
const mostRowsPerSlice = 1024
const warmUp = { runs: 20, ms: 500 } as const

type Answer = Extract<EngineReply, { kind: 'kept' | 'scored' | 'late' }>

/** What the process of an engine does: opens one package, proves it, and answers rows in order. */
export class GraphEngine {
  readonly #openRuntime: () => Promise<GraphRuntime>
  readonly #parts = new Map<string, { readonly bytes: Uint8Array; filled: number }>()
  #scorer: GraphScorer | undefined
  #rowsPerSlice = 1

  constructor(openRuntime: () => Promise<GraphRuntime>) {
    this.#openRuntime = openRuntime
  }

  /** @throws Refusal or Problem that says why the package is not answered; Error of the library */
  async answer(order: Exclude<GraphOrder, { kind: 'part' }>): Promise<Answer> {
    return order.kind === 'open' ? this.#open(order.id) : this.#score(order)
  }

  /** Takes a piece of a part. */
  take({ path, bytes, size }: Extract<GraphOrder, { kind: 'part' }>): void {
    const part = this.#parts.get(path) ?? { bytes: new Uint8Array(size), filled: 0 }
    this.#parts.set(path, part)
    part.bytes.set(bytes, part.filled)
    part.filled += bytes.length
  }

  async #open(id: number): Promise<Answer> {
    const pkg = await loadPackage(
      new Map([...this.#parts].map(([path, part]) => [path, part.bytes])),
    )
    this.#parts.clear()
    const graph = splitGraph(pkg.program)
    if (graph === undefined) throw new RangeError('The package has no graph.')
    const runtime = await this.#openRuntime()
    const scorer = await GraphScorer.open(pkg, graph, runtime)
    await prove(pkg, scorer)
    const msPerRow = await warm(pkg, scorer)
    this.#rowsPerSlice = Math.max(
      1,
      Math.min(mostRowsPerSlice, Math.floor(sliceMs / Math.max(msPerRow, 1e-3))),
    )
    this.#scorer = scorer
    return { kind: 'kept', id, description: await describe(pkg, scorer, msPerRow, runtime.name) }
  }

  async #score(order: Extract<GraphOrder, { kind: 'score' }>): Promise<Answer> {
    const { id, rows, count, deadline, atOnce = this.#rowsPerSlice } = order
    const scorer = this.#scorer
    if (scorer === undefined) throw new RangeError('Rows came before a package.')
    const all = scorer.allocate(count)
    for (let first = 0; first < count; first += atOnce) {
      if (epochMs() > deadline) return { kind: 'late', id }
      const some = Math.min(atOnce, count - first)
      const room = roomFrom(all, first)
      await scorer.score(rows.subarray(first * scorer.featureCount), some, room, order.atOnce)
    }
    return { kind: 'scored', id, columns: columnsOf(all).columns }
  }
}

async function prove(pkg: Package, scorer: GraphScorer): Promise<void> {
  const { verification } = pkg
  const { rows, kinds } = verification
  const count = kinds.length
  const scored = scorer.allocate(count)
  // One after the other, as they were answered when they were made.
  for (let i = 0; i < count; i++) {
    await scorer.score(rows.subarray(i * scorer.featureCount), 1, roomFrom(scored, i))
  }
  const { mismatches, firstMismatch: first } = compareAnswers(pkg, answersOf(scored, count))
  if (first === undefined) return
  throw new Refusal({
    code: 'verification-failed',
    place: `verification.safetensors/${first.output}, row ${first.row}, entry ${first.index}`,
    found: String(first.found),
    expected: `${first.expected}, as ${verification.engine ?? 'the source library'} answered`,
    hint: `${mismatches} of ${count} verification rows differ on this machine: the model must not answer here.`,
  })
}

/** @returns milliseconds for a row, of the fastest run; 0 without a row to ask for */
async function warm({ verification }: Package, scorer: GraphScorer): Promise<number> {
  const { kinds, rows } = verification
  if (kinds.length === 0) return 0
  const room = scorer.allocate(1)
  const begun = performance.now()
  let fastest = Number.POSITIVE_INFINITY
  for (let run = 0; run < warmUp.runs && performance.now() - begun < warmUp.ms; run++) {
    const start = performance.now()
    await scorer.score(rows.subarray((run % kinds.length) * scorer.featureCount), 1, room)
    fastest = Math.min(fastest, performance.now() - start)
  }
  return fastest
}

async function describe(
  pkg: Package,
  scorer: GraphScorer,
  msPerRow: number,
  runtime: string,
): Promise<EngineDescription> {
  const { digest, contract, verification } = pkg
  const row = new Float64Array(verification.rows.slice(0, scorer.featureCount))
  const hasRow = verification.kinds.length > 0
  const room = scorer.allocate(1)
  if (hasRow) await scorer.score(row, 1, room)
  return {
    ...{ digest, contract, contractDigest: contractDigestOf(pkg), example: [], runtime },
    ...{ shape: shapeOf(scorer), msPerRow, mostMsBlind: Math.max(sliceMs, msPerRow) },
    probe: { row, texts: undefined, raw: hasRow ? room.raw : new Float64Array() },
  }
}
