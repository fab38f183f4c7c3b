import { type Contract, type Field, mostTextCharacters } from '@ratchet-ml/scoring'

type Json = Readonly<Record<string, unknown>>

/** JSON Schema of the rows of a contract. */
export function rowSchema({ inputs, extra }: Contract): Json {
  return {
    type: 'object',
    properties: Object.fromEntries(inputs.map((field) => [field.name, fieldSchema(field)])),
    required: inputs.filter(({ missing }) => missing === 'refuse').map(({ name }) => name),
    additionalProperties: extra === 'ignore',
  }
}

function fieldSchema(field: Field): Json {
  const said = [field.description, field.unit && `In ${field.unit}.`].filter(Boolean).join(' ')
  const schema = valueSchema(field)
  return {
    ...(field.missing === 'accept' ? { anyOf: [schema, { type: 'null' }] } : schema),
    ...(said === '' ? {} : { description: said }),
  }
}

function valueSchema({
  type,
  role,
  levels = [],
  unknownLevel,
  range = {},
  maximumLength = mostTextCharacters,
}: Field): Json {
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
      return role === 'feature' ? { type: 'string', maxLength: maximumLength } : { type: 'string' }
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
