import { maximumTextLength, type Shape } from './shape.ts'

/** The JSON Schema (2020-12) that says what a shape's check accepts. */
export function toJsonSchema(shape: Shape): Readonly<Record<string, unknown>> {
  switch (shape.kind) {
    case 'text': {
      const lengths = { minLength: shape.empty === true ? 0 : 1, maxLength: maximumTextLength }
      if (shape.pattern === undefined) return { type: 'string', ...lengths }
      return { type: 'string', ...lengths, pattern: shape.pattern.source }
    }
    case 'number':
    case 'integer':
      return {
        type: shape.kind,
        ...(shape.minimum === undefined ? {} : { minimum: shape.minimum }),
        ...(shape.maximum === undefined ? {} : { maximum: shape.maximum }),
      }
    case 'boolean':
      return { type: 'boolean' }
    case 'choice':
      return { enum: [...shape.of] }
    case 'list':
      return {
        type: 'array',
        items: toJsonSchema(shape.of),
        minItems: shape.minimum,
        maxItems: shape.maximum,
      }
    case 'object':
      return {
        type: 'object',
        properties: schemasOf({ ...shape.required, ...shape.optional }),
        required: Object.keys(shape.required),
        additionalProperties: false,
      }
    case 'either':
      return { anyOf: shape.of.map(toJsonSchema) }
  }
}

function schemasOf(members: Readonly<Record<string, Shape>>) {
  return Object.fromEntries(
    Object.entries(members).map(([key, member]) => [key, toJsonSchema(member)]),
  )
}
