import type { PackageFiles, Scored } from '@ratchet-ml/scoring'
import type { GraphEngine, GraphRuns } from '../platform/graph-engine.ts'
import { Problem } from '../platform/problem.ts'
import { allocateLike, putColumns } from '../serving/engines/answer-columns.ts'
import {
  graphEngineStarter,
  type StartGraphEngine,
} from '../serving/engines/graph/start-graph-engine.ts'
import type { RemoteEngine } from '../serving/engines/remote-engine.ts'
import { epochMs } from '../serving/engines/types.ts'
import { graphEngineFile } from './graph-engine-file.ts'
import { later } from './later.ts'

/** No order of a command may take longer. */
const mostAnswerMs = 600_000
/** An order is to take so long at most, and so many numbers. */
const orderMs = 1000
const orderNumbers = 1 << 20
/** Past this number a run gains little, and one that is filled up costs more. */
const togetherRows = 32

/** Starts the process of an engine for a command, whose signal ends it where it has one. */
export async function startCommandEngine(
  files: PackageFiles,
  signal?: AbortSignal,
  start: StartGraphEngine = graphEngineStarter(graphEngineFile(), later),
): Promise<GraphEngine> {
  const engine = await start(files, signal)
  const { shape, runtime = '' } = engine.description
  const end = () => engine.close()
  signal?.addEventListener('abort', end, { once: true })
  return {
    runtime,
    memoryBytes: engine.memoryBytes,
    featureCount: shape.featureCount,
    allocate: (capacity) => allocateLike(shape, capacity),
    answer: (rows, count, into, runs) => answerInto(into, { engine, rows, count, runs, signal }),
    close: () => {
      signal?.removeEventListener('abort', end)
      engine.close()
    },
  }
}

interface Asked {
  readonly engine: RemoteEngine
  readonly rows: Float64Array
  readonly count: number
  readonly runs: GraphRuns
  readonly signal: AbortSignal | undefined
}

async function answerInto(
  into: Scored,
  { engine, rows, count, runs, signal }: Asked,
): Promise<void> {
  const { msPerRow, shape, runtime = '' } = engine.description
  const width = shape.featureCount
  const atOnce = runs === 'alone' ? 1 : togetherRows
  const most = Math.min(orderMs / Math.max(msPerRow, 1e-3), orderNumbers / Math.max(width, 1))
  const perOrder = Math.max(1, Math.floor(most / atOnce)) * atOnce
  for (let first = 0; first < count; first += perOrder) {
    signal?.throwIfAborted()
    const some = Math.min(perOrder, count - first)
    const sent = rows.slice(first * width, (first + some) * width)
    const answer = await engine.score(sent, some, epochMs() + mostAnswerMs, atOnce)
    signal?.throwIfAborted()
    if (answer.kind === 'scored') putColumns(into, answer.columns, first)
    else if (answer.kind === 'late') throw failed(`no answer in ${mostAnswerMs / 1000} s`)
    else throw engine.isAlive ? unanswered(answer.reason, runtime) : failed(answer.reason)
  }
  into.count = count
}

function failed(reason: string): Problem {
  return new Problem('engine-failed', `The engine did not answer the rows: ${reason}`)
}

function unanswered(reason: string, runtime: string): Problem {
  return new Problem('row-unanswered', `${runtime} does not answer a row: ${reason}`, {
    hint: 'The contract of the model takes the row, such as a number beyond a vocabulary.',
  })
}
