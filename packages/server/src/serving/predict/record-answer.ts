import { setImmediate as turn } from 'node:timers/promises'
import { Problem } from '../../platform/problem.ts'
import type { EndpointLog, Recorded } from '../log/endpoint-log.ts'
import type { LogOutcome } from '../log/types.ts'
import type { LiveEndpoint } from '../routes/live-endpoint.ts'
import type { Answer } from './answer-call.ts'
import type { Exchange } from './exchange.ts'

/**
 * Tells the log what a request is answered whose rows fitted one turn; in that turn, as their memory is
 * shared.
 *
 * @param then called once, at once or later, with whether the reply may go
 */
export function recordAnswer(
  log: EndpointLog,
  live: LiveEndpoint,
  answer: Answer,
  exchange: Exchange,
  then: (outcome: LogOutcome) => void,
): void {
  exchange.isRecorded = true
  const [block] = answer.blocks
  const recorded =
    block === undefined ? 'go' : log.answered(live, block, exchange, answer.inputOf, then)
  if (recorded !== 'wait') then(recorded)
}

/**
 * The same of a request of many turns: block after block, so that other requests get their turns, each
 * waited for, so that the log's buffer has room.
 */
export async function recordLongAnswer(
  log: EndpointLog,
  live: LiveEndpoint,
  { blocks, inputOf }: Answer,
  exchange: Exchange,
): Promise<LogOutcome> {
  exchange.isRecorded = true
  let worst: LogOutcome = 'go'
  for (const block of blocks) {
    await turn()
    const outcome = await settled((done) => log.answered(live, block, exchange, inputOf, done))
    if (outcome === 'refused') worst = outcome
  }
  return worst
}

/** Tells the log that a request is not answered; `then` is called once, at once or later. */
export function recordUnanswered(
  exchange: Exchange,
  status: number,
  problem: string,
  then: () => void,
): void {
  const { log, isRecorded, routeRevision } = exchange
  let recorded: Recorded = 'go'
  if (log !== undefined && !isRecorded) {
    exchange.isRecorded = true
    recorded = log.unanswered({ status, problem, routeRevision }, exchange, then)
  }
  if (recorded !== 'wait') then()
}

/** @param seconds after which to try again */
export function logUnwritable(seconds = 1): Problem {
  return new Problem(
    'log-unwritable',
    'The answer cannot be recorded durably now, which this endpoint demands before it replies.',
    { hint: 'Look at the disk of the data folder.', retryAfterSeconds: seconds },
  )
}

function settled(record: (done: (outcome: LogOutcome) => void) => Recorded): Promise<LogOutcome> {
  return new Promise((resolve) => {
    const recorded = record(resolve)
    if (recorded !== 'wait') resolve(recorded)
  })
}
