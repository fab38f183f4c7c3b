import type { Scored } from '@ratchet-ml/scoring'
import type { LiveEndpoint } from '../routes/live-endpoint.ts'
import { parsePredictRequest } from './predict-request.ts'
import { type PlaceOf, scoreInTurns, scoreNow } from './score-rows.ts'
import type { Turns } from './turns.ts'

export interface PredictCall {
  readonly text: string
  readonly requestId: string
  readonly mostRows: number
  readonly turns: Turns
}

/** The reply's text, and how many rows it answers. */
export interface AnswerText {
  readonly body: string
  readonly rows: number
}

/**
 * Answers the body of `POST /predict/{endpoint}`: at once when the rows fit one turn.
 * @throws Problem about the body or its rows
 */
export function answerPredict(
  live: LiveEndpoint,
  call: PredictCall,
): AnswerText | Promise<AnswerText> {
  const { rows, raw } = parsePredictRequest(call.text, call.mostRows)
  const writer = new ReplyWriter(live, call.requestId, raw)
  if (rows.length <= live.rowsAtOnce) {
    scoreNow(live, rows, placeOf, writer.take)
    return { body: writer.end(), rows: rows.length }
  }
  return scoreInTurns(live, rows, placeOf, writer.take, call.turns).then(() => ({
    body: writer.end(),
    rows: rows.length,
  }))
}

const placeOf: PlaceOf = (row, fault) => `/rows/${row}${fault.pointer}`

class ReplyWriter {
  readonly #live: LiveEndpoint
  readonly #raw: boolean
  readonly #idPrefix: string
  #text: string
  #row = 0

  constructor(live: LiveEndpoint, requestId: string, raw: boolean) {
    this.#live = live
    this.#raw = raw
    this.#idPrefix = `{"id":"${requestId}.`
    this.#text = `{"id":"${requestId}","endpoint":"${live.route.endpoint}","predictions":[`
  }

  readonly take = (scored: Scored, count: number): void => {
    const { answerPrefix, outputs } = this.#live
    for (let i = 0; i < count; i++) {
      if (this.#row > 0) this.#text += ','
      this.#text += `${this.#idPrefix}${this.#row}",${answerPrefix}${outputs.outputs(scored, i)}`
      if (this.#raw) this.#text += `,"raw":${outputs.raw(scored, i)}`
      this.#text += '}'
      this.#row++
    }
  }

  end(): string {
    return `${this.#text}]}`
  }
}
