import type { Scored } from '@ratchet-ml/scoring'
import type { AnsweredBlock } from '../log/encode-record.ts'
import type { LiveEndpoint } from '../routes/live-endpoint.ts'
import { parsePredictRequest } from './predict-request.ts'
import { type NextTurn, type PlaceOf, scoreInTurns, scoreNow } from './score-rows.ts'

export interface PredictCall {
  readonly text: string
  readonly requestId: string
  readonly mostRows: number
  readonly nextTurn: NextTurn
  /** Whether the log wants the answers of a long request. */
  readonly keeps: boolean
}

/** The reply's text, and what it answers. */
export interface AnswerText {
  readonly body: string
  readonly rows: number
  /** The rows as they came. */
  readonly inputs: readonly unknown[]
  /** The rows as they were read and answered; a single block is scratch memory of this turn. */
  readonly blocks: readonly AnsweredBlock[]
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
  if (rows.length <= live.rowsPerTurn) {
    const block = scoreNow(live, rows, placeOf, writer.take)
    return { body: writer.end(), rows: rows.length, inputs: rows, blocks: [block] }
  }
  const { nextTurn, keeps } = call
  return scoreInTurns(live, rows, placeOf, writer.take, nextTurn, keeps).then((blocks) => ({
    body: writer.end(),
    rows: rows.length,
    inputs: rows,
    blocks,
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
