import type { Asked, Call, PlaceOf } from '../predict/call.ts'
import type { Reading } from '../predict/reading.ts'
import { ColumnSource } from '../predict/row-source.ts'
import { parseInferRequest } from './infer-request.ts'
import { planOf } from './tensor-plan.ts'

/**
 * Reads the body of `POST /v2/models/{model}[/versions/{version}]/infer`.
 * @throws Problem about the body
 */
export function readInfer(reading: Reading, call: Call): Asked {
  const request = parseInferRequest(call, planOf(reading))
  const { tensorOf, id, unit, outputs } = request
  const placeOf: PlaceOf = (row, { pointer }) => placeIn(tensorOf, row, pointer)
  const about = { unit, style: { kind: 'infer', id, outputs } } as const
  return { source: new ColumnSource(reading, request), placeOf, about }
}

function placeIn(tensorOf: ReadonlyMap<string, number>, row: number, pointer: string): string {
  const name = pointer.slice(1).replaceAll('~1', '/').replaceAll('~0', '~')
  const tensor = tensorOf.get(name)
  return tensor === undefined ? '/inputs' : `/inputs/${tensor}/data/${row}`
}
