import { type PlacedTensor, placeTensors } from '@ratchet-ml/scoring'
import type { Reading } from '../predict/reading.ts'
import { createLabelBytes, type LabelBytes } from './binary-texts.ts'
import { inputTensors, outputTensors } from './tensor-metadata.ts'
import type { Datatype, TensorMetadata } from './types.ts'

/** What an endpoint takes and answers as tensors: made once, read by every request. */
export interface TensorPlan {
  readonly inputs: readonly TensorMetadata[]
  readonly datatypes: ReadonlyMap<string, Datatype>
  /** Inputs of more than one number a row, which are columns of their own to the row reader. */
  readonly tensors: ReadonlyMap<string, PlacedTensor>
  /** Inputs that every request has to bring. */
  readonly features: readonly string[]
  /** The outputs of the contract, then `raw`. */
  readonly outputs: readonly TensorMetadata[]
  /** JSON texts of the classes, where they have names. */
  readonly labels: readonly string[] | undefined
  readonly labelBytes: LabelBytes
}

const plans = new WeakMap<Reading, TensorPlan>()

export function planOf(reading: Reading): TensorPlan {
  const known = plans.get(reading)
  if (known !== undefined) return known
  const { contract } = reading.route
  const inputs = inputTensors(contract)
  const outputs = outputTensors(contract, reading.scored.rawWidth)
  const labels = contract.classes?.map((level) => JSON.stringify(level))
  const datatype = outputs.find(({ name }) => name === 'label')?.datatype ?? 'INT64'
  const tensors = placeTensors(contract)
  const others = new Set(
    contract.inputs.filter(({ role }) => role !== 'feature').map(({ name }) => name),
  )
  const plan = {
    ...{ inputs, outputs, labels, labelBytes: createLabelBytes(labels, datatype) },
    datatypes: new Map(inputs.map(({ name, datatype }) => [name, datatype])),
    tensors: new Map(tensors.map((tensor) => [tensor.name, tensor])),
    features: inputs.map(({ name }) => name).filter((name) => !others.has(name)),
  }
  plans.set(reading, plan)
  return plan
}
