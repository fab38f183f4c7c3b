import { createScorer, type Package, splitGraph } from '@ratchet-ml/scoring'
import type { CommandContext } from '../platform/cli-kit/types.ts'
import { type GraphRuns, runsFor } from '../platform/graph-engine.ts'
import type { Answerer } from './types.ts'

/**
 * Answers by a package: in this process, or in that of the engine which answers its graph.
 *
 * @throws Problem `engine-absent` or `engine-failed`, and as an engine that is started
 */
export async function packageAnswerer(
  context: Pick<CommandContext, 'startEngine'>,
  source: Package,
): Promise<Answerer> {
  if (splitGraph(source.program) !== undefined) return engineAnswerer(context, source)
  const scorer = createScorer(source.program, source.coefficients, source.contract)
  return {
    contract: scorer.contract,
    featureCount: scorer.featureCount,
    allocate: scorer.allocate,
    answer: async ({ records, encoded }, into) => scorer.score(encoded, records.length, into),
  }
}

async function engineAnswerer(
  context: Pick<CommandContext, 'startEngine'>,
  { files, contract }: Package,
): Promise<Answerer> {
  const engine = await context.startEngine(files)
  let runs: GraphRuns | undefined
  return {
    contract,
    featureCount: engine.featureCount,
    allocate: engine.allocate,
    answer: async ({ records, encoded }, into) => {
      const { length } = records
      if (length === 0) return
      // By the first block for all of them, or the last rows would be answered otherwise than the same before.
      runs ??= runsFor(length)
      await engine.answer(encoded, length, into, runs)
    },
  }
}
