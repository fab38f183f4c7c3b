import { setImmediate as turn } from 'node:timers/promises'
import { Problem } from '../../platform/problem.ts'
import type { InputOf } from '../log/encode-record.ts'
import type { EndpointLog, Recorded } from '../log/endpoint-log.ts'
import type { LogOutcome } from '../log/types.ts'
import type { LiveEndpoint } from '../routes/live-endpoint.ts'
import type { AnswerText } from './answer-predict.ts'
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
  answer: AnswerText,
  exchange: Exchange,
  then: (outcome: LogOutcome) => void,
): void {
  exchange.isRecorded = true
  const [block] = answer.blocks
  const recorded =
    block === undefined
      ? 'go'
      : log.answered(live.logContext, block, exchange, inputsOf(answer.inputs), then)
  if (recorded !== 'wait') then(recorded)
}

/**
 * The same of a request of many turns: block after block, so that other requests get their turns, each
 * waited for, so that the log's buffer has room.
 */
export async function recordLongAnswer(
  log: EndpointLog,
  { logContext }: LiveEndpoint,
  { blocks, inputs }: AnswerText,
  exchange: Exchange,
): Promise<LogOutcome> {
  exchange.isRecorded = true
  const inputOf = inputsOf(inputs)
  let worst: LogOutcome = 'go'
  for (const block of blocks) {
    await turn()
    const outcome = await settled((done) =>
      log.answered(logContext, block, exchange, inputOf, done),
    )
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

function inputsOf(inputs: readonly unknown[]): InputOf {
  return (row, name) => {
    const input = inputs[row] as Readonly<Record<string, unknown>>
    return Object.hasOwn(input, name) ? input[name] : undefined
  }
}
