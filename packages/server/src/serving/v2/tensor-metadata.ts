import { type Contract, type Field, type Level, placeTensors } from '@ratchet-ml/scoring'
import type { Datatype, TensorMetadata } from './types.ts'

/** A tensor of shape [rows] for each field of the contract, in its order; its own tensors in their shape. */
export function inputTensors(contract: Contract): readonly TensorMetadata[] {
  const found: TensorMetadata[] = []
  const tensors = new Map(placeTensors(contract).map((tensor) => [tensor.first, tensor]))
  for (let slot = 0; slot < contract.inputs.length; ) {
    const field = contract.inputs[slot] as Field // within the bounds
    const { name, shape, count } = tensors.get(slot) ?? { name: field.name, shape: [], count: 1 }
    found.push({ name, datatype: datatypeOfField(field), shape: [-1, ...shape] })
    slot += count
  }
  return found
}

/** The outputs of the contract, then `raw`, which is answered when it is asked for. */
export function outputTensors(contract: Contract, rawWidth: number): readonly TensorMetadata[] {
  const outputs = contract.outputs.map(({ name, width, type }) => ({
    name,
    datatype: type === 'number' ? ('FP64' as const) : datatypeOfLevels(contract.classes),
    shape: name === 'probability' || width > 1 ? [-1, width] : [-1],
  }))
  return [...outputs, { name: 'raw', datatype: 'FP64', shape: [-1, rawWidth] }]
}

function datatypeOfField(field: Field): Datatype {
  switch (field.type) {
    case 'number':
      return 'FP64'
    case 'integer':
      return 'INT64'
    case 'boolean':
      return 'BOOL'
    case 'category':
      return datatypeOfLevels(field.levels)
    case 'text':
    case 'timestamp':
      return 'BYTES'
  }
}

/** Classes without names are their indices. */
function datatypeOfLevels(levels: readonly Level[] | undefined): Datatype {
  if (levels === undefined || levels.every((level) => Number.isInteger(level))) return 'INT64'
  return levels.every((level) => typeof level === 'number') ? 'FP64' : 'BYTES'
}
