import type { AnswerColumns } from '../engines/types.ts'
import type { LiveEndpoint } from '../routes/live-endpoint.ts'
import type { AboutReply, Call } from './call.ts'
import type { KeptInputs } from './kept-inputs.ts'
import type { Turns } from './turns.ts'

/** A request whose rows are checked and encoded, and answered where that could be. */
export interface ReadRows {
  readonly rows: Float64Array<ArrayBuffer>
  readonly count: number
  readonly about: AboutReply
  /** The answers, where the thread has the version too. */
  readonly columns: AnswerColumns | undefined
  /** Empty unless asked for. */
  readonly inputs: KeptInputs
}

/** Reads bodies where no other request waits meanwhile. */
export interface OffThread {
  /**
   * Reads a body, checks its rows and answers them if it can. What the contract tolerated is counted by the endpoint.
   *
   * @param keeps whether the inputs are wanted afterwards that do not reach the model
   * @param turns ends the wait when its deadline comes or the caller goes away
   * @throws Problem about the body or its rows, `overloaded` when too much waits already; ScoringFailed
   *   or `callerGone` as `turns.check`
   */
  read(live: LiveEndpoint, call: Call, keeps: boolean, turns: Turns): Promise<ReadRows>
  close(): void
}
