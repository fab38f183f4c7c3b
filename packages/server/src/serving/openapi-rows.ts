import type { Contract, Field } from '@ratchet-ml/scoring'

type Json = Readonly<Record<string, unknown>>

/** A row that the contract takes: the first level, the nearest number in range, and so on. */
export function exampleRow(contract: Contract): Json {
  return Object.fromEntries(contract.inputs.map((field) => [field.name, exampleOf(field)]))
}

/** JSON Schema of the rows of a contract. */
export function rowSchema({ inputs, extra }: Contract): Json {
  return {
    type: 'object',
    properties: Object.fromEntries(inputs.map((field) => [field.name, fieldSchema(field)])),
    required: inputs.filter(({ missing }) => missing === 'refuse').map(({ name }) => name),
    additionalProperties: extra === 'ignore',
  }
}

function exampleOf({ type, levels, range = {} }: Field): unknown {
  switch (type) {
    case 'category':
      return levels?.[0] ?? null
    case 'boolean':
      return true
    case 'text':
      return 'text'
    case 'timestamp':
      return '2026-01-31T05:30:00Z'
    case 'integer':
      return Math.ceil(numberWithin(range))
    case 'number':
      return numberWithin(range)
  }
}

function numberWithin({ minimum, maximum }: NonNullable<Field['range']>): number {
  const atLeast = Math.max(0, minimum ?? 0)
  return maximum === undefined ? atLeast : Math.min(atLeast, maximum)
}

function fieldSchema(field: Field): Json {
  const said = [field.description, field.unit && `In ${field.unit}.`].filter(Boolean).join(' ')
  const schema = valueSchema(field)
  return {
    ...(field.missing === 'accept' ? { anyOf: [schema, { type: 'null' }] } : schema),
    ...(said === '' ? {} : { description: said }),
  }
}

function valueSchema({ type, levels = [], unknownLevel, range = {} }: Field): Json {
  switch (type) {
    case 'category':
      if (unknownLevel === 'refuse') return { enum: levels }
      return {
        type: typeof levels[0] === 'number' ? 'number' : 'string',
        examples: levels.slice(0, 20),
      }
    case 'boolean':
      return { type: 'boolean' }
    case 'text':
      return { type: 'string' }
    case 'timestamp':
      return { type: 'string', format: 'date-time' }
    case 'integer': {
      const { minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER } = range
      return { type, minimum, maximum }
    }
    case 'number':
      return { type, ...range }
  }
}
