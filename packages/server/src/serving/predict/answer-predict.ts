import type { LiveEndpoint } from '../routes/live-endpoint.ts'
import { type AnsweredRows, type AnswerHere, type Call, type PlaceOf, tooLongHere } from './call.ts'
import { decodeText } from './decode-text.ts'
import { parsePredictRequest } from './predict-request.ts'
import { sourceOfRecords } from './row-source.ts'
import { scoreRows } from './score-rows.ts'

/**
 * Answers a JSON body of `POST /predict/{endpoint}`.
 * @throws Problem about the body or its rows
 */
export function answerPredict(live: LiveEndpoint, call: Call): AnswerHere {
  const { rows, raw } = parsePredictRequest(decodeText(call.body), call.mostRows)
  if (rows.length > live.rowsPerTurn && !call.isAlone) return tooLongHere
  const answered = scoreRows(live, sourceOfRecords(live, rows), placeOf)
  const body = replyText(live, call.requestId, answered, raw)
  return { body, contentType: 'application/json', headers: [], answered }
}

const placeOf: PlaceOf = (row, fault) => `/rows/${row}${fault.pointer}`

function replyText(
  { route, answerPrefix, outputs }: LiveEndpoint,
  requestId: string,
  { scored, count }: AnsweredRows,
  raw: boolean,
): string {
  let text = `{"id":"${requestId}","endpoint":"${route.endpoint}","predictions":[`
  const idPrefix = `{"id":"${requestId}.`
  for (let row = 0; row < count; row++) {
    if (row > 0) text += ','
    text += `${idPrefix}${row}",${answerPrefix}${outputs.outputs(scored, row)}`
    if (raw) text += `,"raw":${outputs.raw(scored, row)}`
    text += '}'
  }
  return `${text}]}`
}
