import type { Package } from '@ratchet-ml/scoring'
import type { CommandContext } from '../platform/cli-kit/types.ts'
import { type GraphRuns, runsFor } from '../platform/graph-engine.ts'
import { openAnswerer } from './open-answerer.ts'
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
  let runs: GraphRuns | undefined
  // By the first block for all of them, or the last rows would be answered otherwise than the same before.
  const runsOf = (count: number) => {
    runs ??= runsFor(count)
    return runs
  }
  const model = await openAnswerer(source, context.startEngine, runsOf)
  return {
    contract: model.contract,
    featureCount: model.featureCount,
    allocate: model.allocate,
    answer: async ({ records, encoded }, into) => {
      if (records.length > 0) await model.answer(encoded, records.length, into)
    },
  }
}
