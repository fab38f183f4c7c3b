import { type Contract, type Field, mostTextCharacters, placeTensors } from '@ratchet-ml/scoring'

type Json = Readonly<Record<string, unknown>>

/** JSON Schema of the rows of a contract; of its tensors, as arrays. */
export function rowSchema(contract: Contract): Json {
  const { inputs, extra } = contract
  const members = inputs.map((field) => ({ name: field.name, field, schema: fieldSchema(field) }))
  // From the last on, so that the places of those before stay.
  for (const { name, shape, first, count } of placeTensors(contract).toReversed()) {
    const { field, schema } = members[first] as (typeof members)[number] // its first element
    members.splice(first, count, { name, field, schema: arraysOf(schema, shape) })
  }
  return {
    type: 'object',
    properties: Object.fromEntries(members.map(({ name, schema }) => [name, schema])),
    required: members.filter(({ field }) => field.missing === 'refuse').map(({ name }) => name),
    additionalProperties: extra === 'ignore',
  }
}

function arraysOf(schema: Json, shape: readonly number[]): Json {
  return shape.reduceRight<Json>(
    (items, length) => ({ type: 'array', minItems: length, maxItems: length, items }),
    schema,
  )
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
