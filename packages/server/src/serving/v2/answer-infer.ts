import { Problem } from '../../platform/problem.ts'
import { type AnswerHere, type Call, type PlaceOf, tooLongHere } from '../predict/call.ts'
import { sourceOfColumns } from '../predict/row-source.ts'
import { scoreRows } from '../predict/score-rows.ts'
import type { LiveEndpoint } from '../routes/live-endpoint.ts'
import { parseInferRequest } from './infer-request.ts'
import { planOf } from './tensor-plan.ts'
import { writeTensors } from './tensor-writer.ts'

/**
 * Answers the body of `POST /v2/models/{model}[/versions/{version}]/infer`.
 * @throws Problem about the version, the body or its rows
 */
export function answerInfer(live: LiveEndpoint, call: Call): AnswerHere {
  checkVersion(live, call.version)
  const plan = planOf(live)
  const request = parseInferRequest(call, plan)
  const { count, columns, tensorOf } = request
  if (count > live.rowsPerTurn && !call.isAlone) return tooLongHere
  const placeOf: PlaceOf = (row, { pointer }) => placeIn(tensorOf, row, pointer)
  const source = sourceOfColumns(live, columns, count)
  const answered = scoreRows(live, source, placeOf, request.unit)
  const { endpoint, champion } = live.route
  const head = `{"model_name":"${endpoint}","model_version":"${champion.version}","id":${JSON.stringify(request.id ?? call.requestId)},"parameters":{"prediction_id":"${call.requestId}"}`
  return { ...writeTensors(head, request.outputs, answered.scored, plan.labels), answered }
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
