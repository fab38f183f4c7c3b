import type { LiveEndpoint } from '../routes/live-endpoint.ts'
import { answerInfer } from '../v2/answer-infer.ts'
import { answerLines } from './answer-lines.ts'
import { answerPredict } from './answer-predict.ts'
import type { AnswerHere, Call } from './call.ts'

/**
 * Answers a request whose body has been read: parses it, checks every row by the endpoint's contract,
 * scores them and writes the reply, all in this turn. Rows that would take longer than a turn are
 * answered only where nothing else waits for the thread.
 *
 * @throws Problem about the version, the body or its rows
 */
export function answerCall(live: LiveEndpoint, call: Call): AnswerHere {
  if (call.protocol === 'v2') return answerInfer(live, call)
  return call.form === 'json' ? answerPredict(live, call) : answerLines(live, call)
}
