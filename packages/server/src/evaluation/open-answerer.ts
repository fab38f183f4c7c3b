import {
  type Contract,
  createScorer,
  type Package,
  type Scored,
  splitGraph,
} from '@ratchet-ml/scoring'
import type { GraphEngine, StartEngine } from '../platform/graph-engine.ts'

/** A version that is judged: a scorer of this process, or the engine of its graph. */
export interface Answerer {
  readonly contract: Contract
  readonly featureCount: number
  /** Room for the answers of up to `capacity` rows. */
  allocate(capacity: number): Scored
  /**
   * Answers the first `count` encoded rows into `into`.
   *
   * @returns nothing where it is done already, as of all models but graphs
   * @throws Problem `engine-failed`
   */
  answer(rows: Float64Array, count: number, into: Scored): Promise<void> | undefined
  close(): void
}

/**
 * Makes a version ready to answer rows, each by itself.
 *
 * @throws Problem or Refusal of an engine that does not start
 */
export async function openAnswerer(pkg: Package, start: StartEngine): Promise<Answerer> {
  if (splitGraph(pkg.program) !== undefined) {
    return engineAnswerer(pkg.contract, await start(pkg.files))
  }
  const scorer = createScorer(pkg.program, pkg.coefficients, pkg.contract)
  return {
    contract: scorer.contract,
    featureCount: scorer.featureCount,
    allocate: scorer.allocate,
    answer: (rows, count, into) => {
      scorer.score(rows, count, into)
      return undefined
    },
    close: () => {},
  }
}

function engineAnswerer(contract: Contract, engine: GraphEngine): Answerer {
  const { featureCount, allocate, close } = engine
  const answer: Answerer['answer'] = (rows, count, into) =>
    engine.answer(rows, count, into, 'alone')
  return { contract, featureCount, allocate, answer, close }
}
