/** A field of a contract as far as the page shows it. */
export interface ContractField {
  readonly name: string
  readonly role: string
  readonly type: string
  readonly unit: string | undefined
  readonly description: string | undefined
  readonly minimum: number | undefined
  readonly maximum: number | undefined
  readonly levels: readonly (string | number)[] | undefined
  readonly missing: string
  readonly unknownLevel: string | undefined
}

export interface ContractOutput {
  readonly name: string
  readonly type: string
  readonly width: number
}

export interface ContractView {
  readonly task: string
  readonly extra: string
  readonly inputs: readonly ContractField[]
  /** The inputs, with the elements of each tensor as one. */
  readonly summary: readonly ContractField[]
  readonly outputs: readonly ContractOutput[]
  readonly classes: readonly (string | number)[] | undefined
}

/** What the page shows of a contract; `undefined` where the value is no contract. */
export function readContract(contract: unknown): ContractView | undefined {
  if (!isRecord(contract) || !Array.isArray(contract['inputs'])) return undefined
  const outputs = Array.isArray(contract['outputs']) ? contract['outputs'] : []
  const inputs = contract['inputs'].filter(isRecord).map(readField)
  return {
    task: textOf(contract['task']) ?? 'unknown',
    extra: textOf(contract['extra']) ?? 'ignore',
    inputs,
    summary: summarise(inputs, contract['tensors']),
    outputs: outputs.filter(isRecord).map(readOutput),
    classes: levelsOf(contract['classes']),
  }
}

function summarise(inputs: readonly ContractField[], tensors: unknown): readonly ContractField[] {
  const shapes = new Map(
    (Array.isArray(tensors) ? tensors.filter(isRecord) : []).map(({ name, shape }) => [
      textOf(name) ?? '',
      Array.isArray(shape) ? shape.join(' by ') : '',
    ]),
  )
  return inputs.flatMap((field) => {
    const [, name = '', element] = /^(.*)\[(\d+)\]$/s.exec(field.name) ?? []
    const shape = shapes.get(name)
    if (shape === undefined) return [field]
    return element === '0' ? [{ ...field, name, type: `${field.type}, ${shape}` }] : []
  })
}

function readField(field: Readonly<Record<string, unknown>>): ContractField {
  const range = isRecord(field['range']) ? field['range'] : {}
  return {
    name: textOf(field['name']) ?? '',
    role: textOf(field['role']) ?? 'feature',
    type: textOf(field['type']) ?? 'text',
    unit: textOf(field['unit']),
    description: textOf(field['description']),
    minimum: numberOf(range['minimum']),
    maximum: numberOf(range['maximum']),
    levels: levelsOf(field['levels']),
    missing: textOf(field['missing']) ?? 'refuse',
    unknownLevel: textOf(field['unknownLevel']),
  }
}

function readOutput(output: Readonly<Record<string, unknown>>): ContractOutput {
  const name = textOf(output['name']) ?? ''
  const width = numberOf(output['width']) ?? 1
  return { name, type: textOf(output['type']) ?? 'number', width }
}

function levelsOf(value: unknown): readonly (string | number)[] | undefined {
  if (!Array.isArray(value)) return undefined
  return value.filter((level) => typeof level === 'string' || typeof level === 'number')
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}
