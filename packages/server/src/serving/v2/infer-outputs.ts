import { invalid, typeName } from '../predict/predict-request.ts'
import { flagOf, listOf, membersOf, parametersOf } from './members.ts'
import type { TensorPlan } from './tensor-plan.ts'
import type { OutputChoice, TensorMetadata } from './types.ts'

export interface OutputDefaults {
  /** Adds `raw`, whatever else is asked for. */
  readonly wantsRaw: boolean
  /** What `binary_data_output` of the request says for outputs that say nothing of it. */
  readonly isBinary: boolean
}

/**
 * The outputs that a request asks for, in its order; without any, those of the contract.
 * @throws Problem `request-invalid`
 */
export function parseOutputs(
  outputs: unknown,
  plan: TensorPlan,
  defaults: OutputDefaults,
): readonly OutputChoice[] {
  const asked = outputs === undefined ? [] : listOf(outputs, '/outputs')
  const plain = (tensor: TensorMetadata): OutputChoice => ({
    ...{ tensor, isBinary: defaults.isBinary, classification: undefined },
  })
  const isUsual = ({ name }: TensorMetadata) => name !== 'raw' || defaults.wantsRaw
  if (asked.length === 0) return plan.outputs.filter(isUsual).map(plain)
  const choices: OutputChoice[] = []
  for (const [i, output] of asked.entries()) {
    const choice = parseOutput(output, `/outputs/${i}`, plan, defaults.isBinary)
    if (choices.some(({ tensor }) => tensor === choice.tensor)) {
      throw invalid(`/outputs/${i}/name`, 'the output stands twice')
    }
    choices.push(choice)
  }
  if (!defaults.wantsRaw || choices.some(({ tensor }) => tensor.name === 'raw')) return choices
  return [...choices, ...plan.outputs.filter(({ name }) => name === 'raw').map(plain)]
}

function parseOutput(
  output: unknown,
  pointer: string,
  plan: TensorPlan,
  isBinary: boolean,
): OutputChoice {
  const { name, parameters } = membersOf(output, pointer)
  const tensor = plan.outputs.find((one) => one.name === name)
  if (tensor === undefined) {
    const known = plan.outputs.map((one) => one.name).join(', ')
    throw invalid(`${pointer}/name`, `found no such output, expected one of ${known}`)
  }
  const place = `${pointer}/parameters`
  const found = parametersOf(parameters, place)
  return {
    tensor,
    isBinary: flagOf(found, 'binary_data', place) ?? isBinary,
    classification: parseClassification(found['classification'], tensor, place),
  }
}

/** 0 asks for nothing, as clients send it by default. */
function parseClassification(
  value: unknown,
  { name, datatype }: TensorMetadata,
  pointer: string,
): number | undefined {
  if (value === undefined || value === 0) return undefined
  const place = `${pointer}/classification`
  if (!Number.isSafeInteger(value) || Number(value) < 0) {
    const found = typeof value === 'number' ? 'a number that is no count' : typeName(value)
    throw invalid(place, `found ${found}, expected how many classes to tell`)
  }
  if (name === 'label' || datatype !== 'FP64') {
    throw invalid(place, `the output ${name} has no entries to be ranked`)
  }
  return Number(value)
}
