import { type Contract, featuresOf, findNearestName } from '@ratchet-ml/scoring'
import { parseJson } from '../predict/parse-json.ts'
import { invalid, tooManyRows, typeName } from '../predict/predict-request.ts'
import { findRepeatedKey } from '../predict/top-level-keys.ts'
import { inputTensors } from './tensor-metadata.ts'
import { toValues } from './tensor-values.ts'
import { type Datatype, datatypes, type InferRequest } from './types.ts'

type Members = Readonly<Record<string, unknown>>

const topKeys = ['id', 'parameters', 'inputs', 'outputs']
const longestId = 1024

/**
 * Reads the body of an inference request: names, datatypes, shapes and element counts must agree
 * with each other and with the contract. What the values mean is left to the row reader.
 *
 * @throws Problem `body-malformed`, `request-invalid` or `too-many-rows`
 */
export function parseInferRequest(
  text: string,
  contract: Contract,
  mostRows: number,
): InferRequest {
  const body = membersOf(parseJson(text), '')
  checkKeys(text, body)
  const parameters =
    body['parameters'] === undefined ? {} : membersOf(body['parameters'], '/parameters')
  const wantsRaw = parameters['raw'] ?? false
  if (typeof wantsRaw !== 'boolean') {
    throw invalid('/parameters/raw', `found ${typeName(wantsRaw)}, expected true or false`)
  }
  if (parameters['binary_data_output'] === true) throw noBinary('/parameters/binary_data_output')
  const columns = parseInputs(body['inputs'], contract)
  const count = columns[0]?.values.length ?? 0
  if (count > mostRows) throw tooManyRows(count, mostRows)
  return {
    id: parseId(body['id']),
    rows: toRows(columns, count),
    tensorOf: new Map(columns.map(({ name }, i) => [name, i])),
    outputs: parseOutputs(body['outputs'], contract, wantsRaw),
  }
}

function checkKeys(text: string, body: Members): void {
  const found = Object.keys(body)
  const unknown = found.find((key) => !topKeys.includes(key))
  if (unknown !== undefined) {
    const shown = JSON.stringify(unknown.slice(0, 60))
    throw invalid('', `found the key ${shown}, expected only ${topKeys.join(', ')}`)
  }
  const repeated = findRepeatedKey(text, found)
  if (repeated !== undefined) throw invalid(`/${repeated}`, 'the key stands twice, expected once')
}

function parseId(id: unknown): string | undefined {
  if (id === undefined) return undefined
  if (typeof id !== 'string') throw invalid('/id', `found ${typeName(id)}, expected text`)
  if (id.length > longestId) {
    throw invalid('/id', `found ${id.length} characters, expected at most ${longestId}`)
  }
  return id
}

interface Column {
  readonly name: string
  readonly values: readonly unknown[]
}

function parseInputs(inputs: unknown, contract: Contract): readonly Column[] {
  const known = new Map(inputTensors(contract).map((tensor) => [tensor.name, tensor.datatype]))
  const columns = listOf(inputs, '/inputs').map((one, i) => parseInput(one, `/inputs/${i}`, known))
  const rows = columns[0]?.values.length
  const seen = new Set<string>()
  for (const [i, { name, values }] of columns.entries()) {
    if (seen.has(name)) throw invalid(`/inputs/${i}/name`, `the input ${name} stands twice`)
    seen.add(name)
    if (values.length !== rows) {
      throw invalid(`/inputs/${i}/shape`, `found ${values.length} rows, expected ${rows} as before`)
    }
  }
  const lacking = featuresOf(contract).filter(({ name }) => !seen.has(name))
  if (lacking.length > 0) {
    const names = lacking.slice(0, 5).map(({ name }) => name)
    throw invalid('/inputs', `the input ${names.join(', ')} is lacking (${lacking.length} in all)`)
  }
  return columns
}

function parseInput(input: unknown, pointer: string, known: ReadonlyMap<string, Datatype>): Column {
  const { name, datatype, shape, data, parameters } = membersOf(input, pointer)
  const own = typeof name === 'string' ? known.get(name) : undefined
  if (typeof name !== 'string' || own === undefined) throw unknownInput(name, pointer, known)
  if (parameters !== undefined) checkInputParameters(parameters, `${pointer}/parameters`)
  if (!isDatatype(datatype)) {
    const expected = `one of ${datatypes.join(', ')}`
    throw invalid(`${pointer}/datatype`, `found no known datatype, expected ${expected}`)
  }
  if (!isFitting(datatype, own)) {
    throw invalid(`${pointer}/datatype`, `found ${datatype}, expected ${own} or alike for ${name}`)
  }
  const rows = parseShape(shape, `${pointer}/shape`)
  const flat = flatten(listOf(data, `${pointer}/data`), `${pointer}/data`)
  if (flat.length !== rows) {
    throw invalid(`${pointer}/data`, `found ${flat.length} elements, expected ${rows} by the shape`)
  }
  return { name, values: toValues(flat, datatype, `${pointer}/data`) }
}

function checkInputParameters(value: unknown, pointer: string): void {
  if (membersOf(value, pointer)['binary_data_size'] !== undefined) throw noBinary(pointer)
}

function noBinary(pointer: string) {
  return invalid(pointer, 'binary tensor data is not taken, expected JSON data')
}

function unknownInput(name: unknown, pointer: string, known: ReadonlyMap<string, Datatype>) {
  if (typeof name !== 'string') {
    return invalid(`${pointer}/name`, `found ${typeName(name)}, expected the name of an input`)
  }
  const nearest = findNearestName(name, known.keys())
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

function toRows(columns: readonly Column[], count: number): readonly Members[] {
  return Array.from({ length: count }, (_, row) =>
    Object.fromEntries(columns.map(({ name, values }) => [name, values[row]])),
  )
}

function parseOutputs(outputs: unknown, contract: Contract, wantsRaw: boolean): readonly string[] {
  const all = contract.outputs.map(({ name }) => name)
  const chosen = outputs === undefined ? [] : listOf(outputs, '/outputs')
  if (chosen.length === 0) return wantsRaw ? [...all, 'raw'] : all
  const names = chosen.map((output, i) => parseOutput(output, `/outputs/${i}`, [...all, 'raw']))
  const repeated = names.findIndex((name, i) => names.indexOf(name) !== i)
  if (repeated >= 0) throw invalid(`/outputs/${repeated}/name`, 'the output stands twice')
  return wantsRaw && !names.includes('raw') ? [...names, 'raw'] : names
}

function parseOutput(output: unknown, pointer: string, known: readonly string[]): string {
  const { name, parameters } = membersOf(output, pointer)
  if (parameters !== undefined && membersOf(parameters, pointer)['binary_data'] === true) {
    throw noBinary(`${pointer}/parameters`)
  }
  const found = known.find((one) => one === name)
  if (found !== undefined) return found
  throw invalid(`${pointer}/name`, `found no such output, expected one of ${known.join(', ')}`)
}

function membersOf(value: unknown, pointer: string): Members {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Members
  throw invalid(pointer, `found ${typeName(value)}, expected an object`)
}

function listOf(value: unknown, pointer: string): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(pointer, `found ${typeName(value)}, expected an array`)
  return value
}
