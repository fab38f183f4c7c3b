import { findNearestName } from '@ratchet-ml/scoring'
import { invalid, tooManyRows, typeName } from '../predict/predict-request.ts'
import { binaryValues } from './binary-values.ts'
import { listOf, type Members, membersOf, parametersOf } from './members.ts'
import type { BinaryPart } from './split-body.ts'
import type { TensorPlan } from './tensor-plan.ts'
import { toValues } from './tensor-values.ts'
import { type Datatype, datatypes } from './types.ts'

export interface InferInputs {
  readonly count: number
  readonly columns: ReadonlyMap<string, ArrayLike<unknown>>
  readonly tensorOf: ReadonlyMap<string, number>
}

/**
 * Reads the input tensors: names, datatypes, shapes and element counts must agree with each other and
 * with the endpoint. What the values mean is left to the row reader.
 *
 * @throws Problem `request-invalid` or `too-many-rows`
 */
export function parseInputs(
  inputs: unknown,
  plan: TensorPlan,
  binary: BinaryPart,
  mostRows: number,
): InferInputs {
  const columns = new Map<string, ArrayLike<unknown>>()
  const tensorOf = new Map<string, number>()
  let count = 0
  for (const [i, input] of listOf(inputs, '/inputs').entries()) {
    const pointer = `/inputs/${i}`
    const head = parseHead(membersOf(input, pointer), pointer, plan)
    if (tensorOf.has(head.name)) {
      throw invalid(`${pointer}/name`, `the input ${head.name} stands twice`)
    }
    if (i === 0) count = head.rows
    else if (head.rows !== count) {
      throw invalid(`${pointer}/shape`, `found ${head.rows} rows, expected ${count} as before`)
    }
    if (count > mostRows) throw tooManyRows(count, mostRows)
    columns.set(head.name, parseData(input as Members, head, binary, pointer)) // checked above
    tensorOf.set(head.name, i)
  }
  checkComplete(columns, plan)
  binary.end()
  return { count, columns, tensorOf }
}

interface Head {
  readonly name: string
  readonly datatype: Datatype
  readonly rows: number
}

function parseHead(input: Members, pointer: string, plan: TensorPlan): Head {
  const { name, datatype, shape } = input
  const own = typeof name === 'string' ? plan.datatypes.get(name) : undefined
  if (typeof name !== 'string' || own === undefined) throw unknownInput(name, pointer, plan)
  if (!isDatatype(datatype)) {
    const expected = `one of ${datatypes.join(', ')}`
    throw invalid(`${pointer}/datatype`, `found no known datatype, expected ${expected}`)
  }
  if (!isFitting(datatype, own)) {
    throw invalid(`${pointer}/datatype`, `found ${datatype}, expected ${own} or alike for ${name}`)
  }
  return { name, datatype, rows: parseShape(shape, `${pointer}/shape`) }
}

function parseData(
  { data, parameters }: Members,
  { datatype, rows }: Head,
  binary: BinaryPart,
  pointer: string,
): ArrayLike<unknown> {
  const size = parametersOf(parameters, `${pointer}/parameters`)['binary_data_size']
  if (size === undefined) {
    const flat = flatten(listOf(data, `${pointer}/data`), `${pointer}/data`)
    if (flat.length === rows) return toValues(flat, datatype, `${pointer}/data`)
    throw invalid(`${pointer}/data`, `found ${flat.length} elements, expected ${rows} by the shape`)
  }
  const place = `${pointer}/parameters/binary_data_size`
  if (!Number.isSafeInteger(size) || Number(size) < 0) {
    throw invalid(place, 'found no count of bytes, expected a whole number of at least 0')
  }
  if (data !== undefined) throw invalid(pointer, 'found both data and binary_data_size')
  return binaryValues(binary.take(Number(size), place), datatype, rows, `${pointer}/data`)
}

function checkComplete(columns: ReadonlyMap<string, unknown>, { features }: TensorPlan): void {
  if (columns.size >= features.length && features.every((name) => columns.has(name))) return
  const lacking = features.filter((name) => !columns.has(name))
  const names = lacking.slice(0, 5).join(', ')
  throw invalid('/inputs', `the input ${names} is lacking (${lacking.length} in all)`)
}

function unknownInput(name: unknown, pointer: string, plan: TensorPlan) {
  if (typeof name !== 'string') {
    return invalid(`${pointer}/name`, `found ${typeName(name)}, expected the name of an input`)
  }
  const nearest = findNearestName(name.slice(0, 256), plan.datatypes.keys())
  const hint = nearest === undefined ? 'GET the metadata of the model.' : `Is ${nearest} meant?`
  return invalid(`${pointer}/name`, 'found a name that no input has', hint)
}

function isDatatype(value: unknown): value is Datatype {
  return datatypes.some((datatype) => datatype === value)
}

/** Numbers of every width are taken for a number; truth values and text only for their own. */
function isFitting(found: Datatype, own: Datatype): boolean {
  const isNumber = (datatype: Datatype) => datatype !== 'BOOL' && datatype !== 'BYTES'
  return found === own || (isNumber(found) && isNumber(own))
}

function parseShape(shape: unknown, pointer: string): number {
  const [rows, width = 1, ...more] = listOf(shape, pointer)
  const isCount = Number.isSafeInteger(rows) && Number(rows) >= 1
  if (!isCount || width !== 1 || more.length > 0) {
    throw invalid(pointer, 'expected [rows] or [rows, 1] with at least one row')
  }
  return Number(rows)
}

/** [[1], [2]] is [1, 2]. */
function flatten(data: readonly unknown[], pointer: string): readonly unknown[] {
  if (!data.some(Array.isArray)) return data
  return data.map((element, i) => {
    if (Array.isArray(element) && element.length === 1) return element[0]
    throw invalid(`${pointer}/${i}`, `found ${typeName(element)}, expected an array of one element`)
  })
}
