import type { Contract, Field, Level } from '@ratchet-ml/scoring'
import type { Datatype, TensorMetadata } from './types.ts'

/** One tensor of shape [rows] for each field of the contract, in its order. */
export function inputTensors(contract: Contract): readonly TensorMetadata[] {
  return contract.inputs.map((field) => ({
    name: field.name,
    datatype: datatypeOfField(field),
    shape: [-1],
  }))
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
