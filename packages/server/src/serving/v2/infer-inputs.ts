import { findNearestName, type PlacedTensor } from '@ratchet-ml/scoring'
import { invalid, tooManyRows, typeName } from '../predict/predict-request.ts'
import { binaryValues } from './binary-values.ts'
import { listOf, type Members, membersOf, parametersOf } from './members.ts'
import type { BinaryPart } from './split-body.ts'
import { splitTensor } from './split-tensor.ts'
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
    const data = parseData(input as Members, head, binary, pointer) // checked above
    if (head.tensor === undefined) columns.set(head.name, data)
    else splitTensor(head.tensor, data, head.rows, columns)
    tensorOf.set(head.name, i)
  }
  checkComplete(tensorOf, plan)
  binary.end()
  return { count, columns, tensorOf }
}

interface Head {
  readonly name: string
  readonly datatype: Datatype
  readonly rows: number
  readonly tensor: PlacedTensor | undefined
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
  const tensor = plan.tensors.get(name)
  const place = `${pointer}/shape`
  const rows = tensor === undefined ? parseShape(shape, place) : parseRows(shape, tensor, place)
  return { name, datatype, rows, tensor }
}

function parseData(
  { data, parameters }: Members,
  { datatype, rows, tensor }: Head,
  binary: BinaryPart,
  pointer: string,
): ArrayLike<unknown> {
  const count = rows * (tensor?.count ?? 1)
  const size = parametersOf(parameters, `${pointer}/parameters`)['binary_data_size']
  if (size === undefined) {
    const place = `${pointer}/data`
    const list = listOf(data, place)
    const flat = tensor === undefined ? flatten(list, place) : list.flat(tensor.shape.length)
    if (flat.length === count) return toValues(flat, datatype, place)
    throw invalid(place, `found ${flat.length} elements, expected ${count} by the shape`)
  }
  const place = `${pointer}/parameters/binary_data_size`
  if (!Number.isSafeInteger(size) || Number(size) < 0) {
    throw invalid(place, 'found no count of bytes, expected a whole number of at least 0')
  }
  if (data !== undefined) throw invalid(pointer, 'found both data and binary_data_size')
  return binaryValues(binary.take(Number(size), place), datatype, count, `${pointer}/data`)
}

function checkComplete(given: ReadonlyMap<string, unknown>, { features }: TensorPlan): void {
  if (given.size >= features.length && features.every((name) => given.has(name))) return
  const lacking = features.filter((name) => !given.has(name))
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

/** The shape of a tensor, with the rows in front. */
function parseRows(shape: unknown, tensor: PlacedTensor, pointer: string): number {
  const [rows, ...lengths] = listOf(shape, pointer)
  const isCount = Number.isSafeInteger(rows) && Number(rows) >= 1
  const { shape: own } = tensor
  if (isCount && own.length === lengths.length && own.every((one, i) => one === lengths[i])) {
    return Number(rows)
  }
  throw invalid(pointer, `expected [rows, ${own.join(', ')}] with at least one row`)
}

/** [[1], [2]] is [1, 2]. */
function flatten(data: readonly unknown[], pointer: string): readonly unknown[] {
  if (!data.some(Array.isArray)) return data
  return data.map((element, i) => {
    if (Array.isArray(element) && element.length === 1) return element[0]
    throw invalid(`${pointer}/${i}`, `found ${typeName(element)}, expected an array of one element`)
  })
}
