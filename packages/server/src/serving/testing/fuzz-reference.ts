import { interpret, type Package } from '@ratchet-ml/scoring'

/** The answer of a row, by the slow interpreter on a row that was encoded by hand. */
export interface ReferenceRow {
  readonly raw: readonly number[]
  readonly probability: readonly number[]
}

type Members = Readonly<Record<string, unknown>>

/** The answers to a body of `/predict`; a second reading of the rules, in as few words as will do. */
export function predictReference(pkg: Package, body: Members): readonly ReferenceRow[] {
  return (body['rows'] as readonly Members[]).map((row) => answer(pkg, row))
}

/** The answers to a body of `/v2/…/infer`. */
export function inferReference(pkg: Package, body: Members): readonly ReferenceRow[] {
  const inputs = body['inputs'] as readonly Members[]
  const [first] = inputs
  const count = first === undefined ? 0 : (first['data'] as readonly unknown[]).length
  const rowAt = (row: number) =>
    Object.fromEntries(inputs.map((input) => [String(input['name']), valueAt(input, row)]))
  return Array.from({ length: count }, (_, row) => answer(pkg, rowAt(row)))
}

const narrower: Readonly<Record<string, (value: number) => number>> = {
  FP32: Math.fround,
  FP16: Math.f16round,
}

function valueAt(input: Members, row: number): unknown {
  const one = (input['data'] as readonly unknown[])[row]
  const value = Array.isArray(one) ? one[0] : one
  const narrow = narrower[String(input['datatype'])]
  return typeof value === 'number' && narrow !== undefined ? narrow(value) : value
}

const levels = ['ABQ', 'JFK', 'SFO']

function answer({ program, coefficients }: Package, row: Members): ReferenceRow {
  const encoded = Float64Array.of(
    toNumber(row['distance']),
    levels.indexOf(String(row['origin'])),
    toNumber(row['seats']),
    toNumber(row['weekend']),
  )
  const answers = interpret(program, coefficients, encoded)
  const of = (output: string) => [...(answers.get(program.outputs[output] ?? '') ?? [])]
  return { raw: of('raw'), probability: of('probability') }
}

function toNumber(value: unknown): number {
  if (value === undefined || value === null) return Number.NaN
  return Number(value)
}
