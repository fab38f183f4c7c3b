import type { LiveEndpoint } from '../routes/live-endpoint.ts'
import type { Answer, Call } from './call.ts'

/** Answers requests where no other request waits meanwhile. */
export interface OffThread {
  /**
   * Takes a request over; its body's memory goes with it. It counts as answered by the endpoint, its
   * tolerated values included.
   *
   * @param signal aborted when the caller went away: nobody reads the answer any more
   * @throws Problem as `answerCall`, and `overloaded` when too much waits already or
   *   `deadline-exceeded` when the answer comes too late
   */
  answer(live: LiveEndpoint, call: Call, signal: AbortSignal): Promise<Answer>
  close(): void
}
