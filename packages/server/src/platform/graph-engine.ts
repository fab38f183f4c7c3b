import type { PackageFiles, Scored } from '@ratchet-ml/scoring'

/**
 * In which runs of the library rows are answered: each alone, as that of a caller who sends one; or many at
 * once, a run that is not full filled up. Libraries add up otherwise in runs of other sizes, so only such runs
 * give a row the same answer whatever is asked beside it.
 */
export type GraphRuns = 'alone' | 'together'

const fewRows = 16

/** The runs that answer so many rows soonest: a few would be filled up with many times as many. */
export function runsFor(count: number): GraphRuns {
  return count < fewRows ? 'alone' : 'together'
}

/** The process that answers a graph, for a command. */
export interface GraphEngine {
  /** The library with its version, such as `onnxruntime 1.30.0`. */
  readonly runtime: string
  /** What its process took when it had opened the graph, where the system tells. */
  readonly memoryBytes: number | undefined
  /** Numbers of a row as the graph takes it. */
  readonly featureCount: number
  /** Room for the answers of up to `capacity` rows. */
  allocate(capacity: number): Scored
  /**
   * Answers the first `count` encoded rows, row-major, into `into`, and sets its count.
   *
   * @throws Problem `row-unanswered` when the library does not answer one of them, `engine-failed` when the
   * process ends; the reason of the command's signal
   */
  answer(rows: Float64Array, count: number, into: Scored, runs: GraphRuns): Promise<void>
  close(): void
}

/**
 * Starts the process for a package that was checked; it has replayed the verification rows when this
 * resolves, and ends with the command at the latest.
 *
 * @throws Refusal or Problem that says why the package is not answered
 */
export type StartEngine = (files: PackageFiles) => Promise<GraphEngine>
