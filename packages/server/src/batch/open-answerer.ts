import {
  type Contract,
  createScorer,
  type Package,
  type Scored,
  splitGraph,
} from '@ratchet-ml/scoring'
import type { GraphEngine, GraphRuns, StartEngine } from '../platform/graph-engine.ts'

/** What answers by a package: a scorer of this process, or the engine of its graph. */
export interface ModelAnswerer {
  readonly contract: Contract
  readonly featureCount: number
  /** Room for the answers of up to `capacity` rows. */
  allocate(capacity: number): Scored
  /**
   * Answers the first `count` encoded rows into `into`.
   *
   * @returns nothing where it is done already, as of all models but graphs
   * @throws Problem `row-unanswered` and `engine-failed` of an engine
   */
  answer(rows: Float64Array, count: number, into: Scored): Promise<void> | undefined
  /** Of an engine: the library with its version, and the memory that its process takes. */
  readonly runtime?: string
  readonly memoryBytes?: number | undefined
  close(): void
}

/**
 * Makes a package ready to answer rows.
 *
 * @param runsOf in which runs so many rows of a graph are answered; each alone unless told
 * @throws Problem or Refusal of an engine that does not start
 */
export async function openAnswerer(
  pkg: Package,
  start: StartEngine,
  runsOf: (count: number) => GraphRuns = () => 'alone',
): Promise<ModelAnswerer> {
  if (splitGraph(pkg.program) !== undefined) {
    return engineAnswerer(pkg.contract, await start(pkg.files), runsOf)
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

function engineAnswerer(
  contract: Contract,
  engine: GraphEngine,
  runsOf: (count: number) => GraphRuns,
): ModelAnswerer {
  const { featureCount, runtime, memoryBytes, allocate, close } = engine
  return {
    ...{ contract, featureCount, runtime, memoryBytes, allocate, close },
    answer: (rows, count, into) => engine.answer(rows, count, into, runsOf(count)),
  }
}
