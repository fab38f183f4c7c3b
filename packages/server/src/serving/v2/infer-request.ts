import { parseExactJson } from '@ratchet-ml/scoring'
import { parseJson } from '../../platform/http-kit/parse-json.ts'
import { decodeText } from '../predict/decode-text.ts'
import { invalid, keysOfAll, refuseRepeatedKeys, typeName } from '../predict/predict-request.ts'
import { recallRequest, rememberRequest } from './binary-recipe.ts'
import { parseInputs } from './infer-inputs.ts'
import { parseOutputs } from './infer-outputs.ts'
import { flagOf, type Members, membersOf, parametersOf } from './members.ts'
import { BinaryPart, splitBody } from './split-body.ts'
import type { TensorPlan } from './tensor-plan.ts'
import type { InferRequest } from './types.ts'

const topKeys = ['id', 'parameters', 'inputs', 'outputs']
/** The KServe SDK repeats in the body what the path says; the path holds. */
const repeatedOfPath = ['model_name', 'model_version']
const longestId = 1024
const longestUnit = 256
const nothing = new Uint8Array()

export interface InferBody {
  readonly body: Uint8Array
  /** Value of Inference-Header-Content-Length, where the request has it. */
  readonly headerLength: string | undefined
  readonly mostRows: number
}

/**
 * Reads the body of an inference request.
 * @throws Problem `body-malformed`, `body-not-utf8`, `request-invalid` or `too-many-rows`
 */
export function parseInferRequest(
  { body, headerLength, mostRows }: InferBody,
  plan: TensorPlan,
): InferRequest {
  if (headerLength === undefined) return parseParts(body, nothing, plan, mostRows)
  const { json, binary } = splitBody(body, headerLength)
  if (json.length > 0) return parseParts(json, binary, plan, mostRows)
  return parseRaw(binary, plan, mostRows)
}

function parseParts(
  json: Uint8Array,
  binary: Uint8Array,
  plan: TensorPlan,
  mostRows: number,
): InferRequest {
  const known = binary.length === 0 ? undefined : recallRequest(plan, json, binary)
  if (known !== undefined) return known
  const text = decodeText(json)
  // Only a request that speaks of 64-bit integers can have one that a double would round.
  const body = membersOf(parseJson(text, text.includes('INT64') ? parseExactJson : JSON.parse), '')
  checkKeys(text, body)
  const parameters = parseParameters(body['parameters'])
  // Copied as a whole, tensors mostly begin where numbers of their width may begin.
  const part = new BinaryPart(new Uint8Array(binary))
  const { columns, ...inputs } = parseInputs(body['inputs'], plan, part, mostRows)
  const request = {
    ...inputs,
    columns: () => columns,
    id: parseId(body['id']),
    unit: parameters.unit,
    outputs: parseOutputs(body['outputs'], plan, parameters),
  }
  const isPlain = plan.tensors.size === 0
  if (binary.length > 0 && isPlain) rememberRequest(plan, json, request, body['inputs'])
  return request
}

/** A body of nothing but the bytes of the only input: its rows follow from its length. */
function parseRaw(binary: Uint8Array, plan: TensorPlan, mostRows: number): InferRequest {
  const [input, ...more] = plan.inputs
  if (input === undefined || more.length > 0) {
    throw invalid(
      '',
      `found raw bytes, expected JSON: the endpoint has ${plan.inputs.length} inputs`,
    )
  }
  const { name, datatype } = input
  const { count = 1, shape = [] } = plan.tensors.get(name) ?? {}
  const size = count * ({ BYTES: binary.length, BOOL: 1 }[datatype as string] ?? 8)
  const rows = datatype === 'BYTES' ? 1 : Math.floor(binary.length / size)
  const data = datatype === 'BYTES' ? { data: [decodeText(binary)] } : {}
  const parameters = datatype === 'BYTES' ? {} : { parameters: { binary_data_size: binary.length } }
  const tensor = { name, datatype, shape: [rows, ...shape], ...data, ...parameters }
  const part = new BinaryPart(datatype === 'BYTES' ? nothing : binary)
  const { columns, ...inputs } = parseInputs([tensor], plan, part, mostRows)
  return {
    ...inputs,
    columns: () => columns,
    id: undefined,
    unit: undefined,
    outputs: parseOutputs(undefined, plan, { wantsRaw: false, isBinary: true }),
  }
}

function checkKeys(text: string, body: Members): void {
  const found = Object.keys(body)
  const unknown = found.find((key) => !topKeys.includes(key) && !repeatedOfPath.includes(key))
  if (unknown !== undefined) {
    const shown = JSON.stringify(unknown.slice(0, 60))
    throw invalid('', `found the key ${shown}, expected only ${topKeys.join(', ')}`)
  }
  const { inputs, outputs, parameters } = body
  const nested = [inputs, outputs].flat().map((one) => (one as Members | undefined)?.['parameters'])
  const known = keysOfAll(inputs) + keysOfAll(outputs) + keysOfAll([parameters, ...nested])
  refuseRepeatedKeys(text, found.length + known)
}

function parseId(id: unknown): string | undefined {
  if (id === undefined) return undefined
  if (typeof id !== 'string') throw invalid('/id', `found ${typeName(id)}, expected text`)
  if (id.length > longestId) {
    throw invalid('/id', `found ${id.length} characters, expected at most ${longestId}`)
  }
  return id
}

const place = '/parameters'

function parseParameters(value: unknown) {
  const parameters = parametersOf(value, place)
  for (const name of ['sequence_start', 'sequence_end', 'sequence_id']) {
    if (!parameters[name]) continue
    throw invalid(`${place}/${name}`, 'found a sequence, which no endpoint here keeps')
  }
  return {
    unit: parseUnit(parameters['unit']),
    wantsRaw: flagOf(parameters, 'raw', place) ?? false,
    isBinary: flagOf(parameters, 'binary_data_output', place) ?? false,
  }
}

function parseUnit(unit: unknown): string | undefined {
  if (unit === undefined) return undefined
  if (typeof unit !== 'string') {
    throw invalid(`${place}/unit`, `found ${typeName(unit)}, expected text`)
  }
  if (unit.length > 0 && unit.length <= longestUnit) return unit
  throw invalid(`${place}/unit`, `expected 1 to ${longestUnit} characters`)
}
