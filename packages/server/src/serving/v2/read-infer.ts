import { elementOf } from '@ratchet-ml/scoring'
import type { Asked, Call, PlaceOf } from '../predict/call.ts'
import type { Reading } from '../predict/reading.ts'
import { ColumnSource } from '../predict/row-source.ts'
import { parseInferRequest } from './infer-request.ts'
import { planOf, type TensorPlan } from './tensor-plan.ts'

/**
 * Reads the body of `POST /v2/models/{model}[/versions/{version}]/infer`.
 * @throws Problem about the body
 */
export function readInfer(reading: Reading, call: Call): Asked {
  const plan = planOf(reading)
  const request = parseInferRequest(call, plan)
  const { tensorOf, id, unit, outputs } = request
  const placeOf: PlaceOf = (row, { pointer }) => placeIn(tensorOf, row, pointer, plan)
  const about = { unit, style: { kind: 'infer', id, outputs } } as const
  return { source: new ColumnSource(reading, request), placeOf, about }
}

function placeIn(
  tensorOf: ReadonlyMap<string, number>,
  row: number,
  pointer: string,
  { tensors }: TensorPlan,
): string {
  const name = pointer.slice(1).replaceAll('~1', '/').replaceAll('~0', '~')
  const input = tensorOf.get(name)
  if (input !== undefined) return `/inputs/${input}/data/${row}`
  for (const tensor of tensors.values()) {
    const element = elementOf(tensor, name)
    if (element === undefined) continue
    return `/inputs/${tensorOf.get(tensor.name)}/data/${row * tensor.count + element}`
  }
  return '/inputs'
}
