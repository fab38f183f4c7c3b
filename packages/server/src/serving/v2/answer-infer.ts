import { Problem } from '../../platform/problem.ts'
import type { AnsweredBlock } from '../log/encode-record.ts'
import type { AnswerText, PredictCall } from '../predict/answer-predict.ts'
import { type PlaceOf, scoreInTurns, scoreNow } from '../predict/score-rows.ts'
import type { LiveEndpoint } from '../routes/live-endpoint.ts'
import { parseInferRequest } from './infer-request.ts'
import { TensorWriter } from './tensor-writer.ts'

export interface InferCall extends PredictCall {
  /** The version that the path names. */
  readonly version: string | undefined
}

/**
 * Answers the body of `POST /v2/models/{model}[/versions/{version}]/infer`.
 * @throws Problem about the version, the body or its rows
 */
export function answerInfer(live: LiveEndpoint, call: InferCall): AnswerText | Promise<AnswerText> {
  checkVersion(live, call.version)
  const request = parseInferRequest(call.text, live.route.contract, call.mostRows)
  const { rows, tensorOf } = request
  const { contract } = live.route
  const writer = new TensorWriter(contract, live.scored.rawWidth, request.outputs)
  const placeOf: PlaceOf = (row, { pointer }) => placeIn(tensorOf, row, pointer)
  const end = (blocks: readonly AnsweredBlock[]) => ({
    body: replyText(live, request.id ?? call.requestId, call.requestId, writer.end()),
    rows: rows.length,
    inputs: rows,
    blocks,
  })
  if (rows.length > live.rowsPerTurn) {
    return scoreInTurns(live, rows, placeOf, writer.take, call.nextTurn, call.keeps).then(end)
  }
  return end([scoreNow(live, rows, placeOf, writer.take)])
}

/** @throws Problem `version-not-found` for any other version than the one that answers */
export function checkVersion({ route }: LiveEndpoint, version: string | undefined): void {
  if (version === undefined || version === String(route.champion.version)) return
  const { endpoint, champion } = route
  const shown = JSON.stringify(version.slice(0, 40))
  throw new Problem(
    'version-not-found',
    `Endpoint ${endpoint} does not answer by version ${shown}.`,
    {
      hint: `It answers by version ${champion.version}.`,
    },
  )
}

function placeIn(tensorOf: ReadonlyMap<string, number>, row: number, pointer: string): string {
  const name = pointer.slice(1).replaceAll('~1', '/').replaceAll('~0', '~')
  const tensor = tensorOf.get(name)
  return tensor === undefined ? '/inputs' : `/inputs/${tensor}/data/${row}`
}

function replyText(live: LiveEndpoint, id: string, predictionId: string, outputs: string): string {
  const { endpoint, champion } = live.route
  return `{"model_name":"${endpoint}","model_version":"${champion.version}","id":${JSON.stringify(id)},"parameters":{"prediction_id":"${predictionId}"},"outputs":${outputs}}`
}
