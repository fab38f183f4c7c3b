import type { PackageFiles } from '@ratchet-ml/scoring'
import type { GraphEngine } from '../platform/graph-engine.ts'
import { Problem } from '../platform/problem.ts'
import { allocateLike, scoredOf } from '../serving/engines/answer-columns.ts'
import { graphEngineStarter } from '../serving/engines/graph/start-graph-engine.ts'
import { epochMs } from '../serving/engines/types.ts'
import { graphEngineFile } from './graph-engine-file.ts'
import { later } from './later.ts'

/** No row that a command asks may take longer. */
const mostAnswerMs = 600_000

/** Starts the process of an engine for a command. */
export async function startCommandEngine(
  files: PackageFiles,
  signal: AbortSignal,
): Promise<GraphEngine> {
  const engine = await graphEngineStarter(graphEngineFile(), later)(files, signal)
  const { shape, runtime = '' } = engine.description
  return {
    runtime,
    featureCount: shape.featureCount,
    allocate: (capacity) => allocateLike(shape, capacity),
    answer: async (rows, count) => {
      const sent = rows.slice(0, count * shape.featureCount)
      const answer = await engine.score(sent, count, epochMs() + mostAnswerMs)
      if (answer.kind === 'scored') return scoredOf(shape, answer.columns, 0, count)
      const why = answer.kind === 'late' ? `no answer in ${mostAnswerMs / 1000} s` : answer.reason
      throw new Problem('engine-failed', `The engine did not answer the rows: ${why}`)
    },
    close: () => engine.close(),
  }
}
