import type { PackageFiles, Scored } from '@ratchet-ml/scoring'

/** The process that answers a graph, for a command. */
export interface GraphEngine {
  /** The library with its version, such as `onnxruntime 1.30.0`. */
  readonly runtime: string
  /** Numbers of a row as the graph takes it. */
  readonly featureCount: number
  /** Room for the answers of up to `capacity` rows. */
  allocate(capacity: number): Scored
  /**
   * Answers encoded rows, row-major.
   *
   * @throws Problem `engine-failed` when the library does not answer them, or the process ends
   */
  answer(rows: Float64Array, count: number): Promise<Scored>
  close(): void
}

/**
 * Starts the process for a package that was checked; it has replayed the verification rows when this
 * resolves, and ends with the command at the latest.
 *
 * @throws Refusal or Problem that says why the package is not answered
 */
export type StartEngine = (files: PackageFiles) => Promise<GraphEngine>
