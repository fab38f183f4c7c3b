import type { Program, Tensor } from '../../ir/types.ts'
import type { VerificationRows } from '../../package/types.ts'
import { linkedAnswerOf } from '../../verification/interpret-rows.ts'
import { modelCorrupt } from './refuse.ts'

export const answersPath = 'answers.safetensors'
const mostRows = 10_000

/**
 * The rows of an export with the estimator's own answers: tensors `rows`, `raw`, and `linked` where a
 * link makes answers of margins.
 *
 * @throws Refusal `model-corrupt`
 */
export function readAnswers(
  tensors: ReadonlyMap<string, Tensor>,
  program: Program,
): VerificationRows {
  const rows = matrixOf(tensors, 'rows')
  const raw = matrixOf(tensors, 'raw')
  const answer = linkedAnswerOf(program)
  const linked = answer && matrixOf(tensors, 'linked')
  const count = rows.height
  if (count > mostRows) throw modelCorrupt(answersPath, `${count} rows`, `at most ${mostRows}`)
  for (const [name, matrix] of Object.entries({ raw, ...(linked && { linked }) })) {
    if (matrix.height === count) continue
    throw modelCorrupt(`${answersPath}/${name}`, `${matrix.height} rows`, `${count}`)
  }
  const many = <T>(value: T): readonly T[] => Array.from({ length: count }, () => value)
  return {
    featureCount: rows.width,
    rows: rows.values,
    rawWidth: raw.width,
    raw: raw.values,
    kinds: many('shuffled' as const),
    expected: many('source' as const),
    ...(answer &&
      linked && { linked: { output: answer.kind, width: linked.width, values: linked.values } }),
  }
}

function matrixOf(tensors: ReadonlyMap<string, Tensor>, name: string) {
  const place = `${answersPath}/${name}`
  const { data, shape = [] } = tensors.get(name) ?? {}
  if (!(data instanceof Float64Array) || shape.length !== 2) {
    throw modelCorrupt(place, data === undefined ? 'nothing' : 'other numbers', 'rows of doubles')
  }
  const [height = 0, width = 0] = shape
  return { height, width, values: new Float64Array(data) }
}
