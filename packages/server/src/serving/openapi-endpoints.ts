import type { Contract, Field } from '@ratchet-ml/scoring'
import { problemResponses } from './openapi-schema.ts'
import type { Route } from './types.ts'
import { inputTensors } from './v2/tensor-metadata.ts'

type Json = Readonly<Record<string, unknown>>

const predictProblems = [
  'body-malformed',
  'body-not-utf8',
  'content-type-unsupported',
  'request-invalid',
  'rows-refused',
  'endpoint-not-found',
  'method-not-allowed',
  'body-too-large',
  'too-many-rows',
  'version-not-ready',
  'deadline-exceeded',
] as const

/** Paths of each live endpoint, with the schema of its own rows and an example that it answers. */
export function endpointPaths(endpoints: readonly Route[]): Json {
  return Object.fromEntries([
    ...v2ServerPaths,
    ...endpoints.flatMap(({ endpoint, contract }) => [
      [`/predict/${endpoint}`, { post: predictOperation(endpoint, contract) }],
      ...v2ModelPaths(endpoint, contract),
    ]),
  ])
}

/** A row that the contract takes: the first level, the nearest number in range, and so on. */
export function exampleRow(contract: Contract): Json {
  return Object.fromEntries(contract.inputs.map((field) => [field.name, exampleOf(field)]))
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

function predictOperation(endpoint: string, contract: Contract): Json {
  const schema = {
    type: 'object',
    required: ['rows'],
    additionalProperties: false,
    properties: {
      rows: { type: 'array', minItems: 1, items: rowSchema(contract) },
      raw: { type: 'boolean', default: false, description: 'Adds the margins before the link.' },
    },
  }
  const example = { rows: [exampleRow(contract)] }
  return {
    operationId: `predict_${endpoint}`,
    summary: `Answer rows at the endpoint ${endpoint}: all of them, or none`,
    tags: ['predict'],
    requestBody: { required: true, content: { 'application/json': { schema, example } } },
    responses: {
      '200': {
        description: 'One prediction a row, in order.',
        content: {
          'application/json': { schema: { $ref: '#/components/schemas/PredictReply' } },
        },
      },
      ...problemResponses(predictProblems),
    },
  }
}

function rowSchema({ inputs, extra }: Contract): Json {
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
    case 'integer':
    case 'number':
      return { type, ...range }
  }
}

function v2ModelPaths(endpoint: string, contract: Contract): readonly (readonly [string, Json])[] {
  const path = `/v2/models/${endpoint}`
  const row = exampleRow(contract)
  const example = {
    inputs: inputTensors(contract).map(({ name, datatype }) => ({
      ...{ name, datatype, shape: [1], data: [row[name]] },
    })),
  }
  return [
    [
      path,
      { get: v2Operation(`v2_metadata_${endpoint}`, `Metadata of ${endpoint}`, ['404', '503']) },
    ],
    [
      `${path}/ready`,
      { get: v2Operation(`v2_ready_${endpoint}`, `Whether ${endpoint} answers`, ['404', '503']) },
    ],
    [
      `${path}/infer`,
      {
        post: {
          ...v2Operation(`v2_infer_${endpoint}`, `Infer at ${endpoint}`, [
            '400',
            '404',
            '413',
            '503',
          ]),
          requestBody: {
            required: true,
            content: { 'application/json': { schema: { type: 'object' }, example } },
          },
        },
      },
    ],
  ]
}

const v2ServerPaths: readonly (readonly [string, Json])[] = [
  [
    '/v2',
    { get: v2Operation('v2_server', 'Metadata of the server, by the Open Inference Protocol', []) },
  ],
  ['/v2/health/live', { get: v2Operation('v2_live', 'Whether the process answers', []) }],
  [
    '/v2/health/ready',
    { get: v2Operation('v2_ready', 'Whether every endpoint answers, proven by doing so', ['503']) },
  ],
]

function v2Operation(operationId: string, summary: string, errors: readonly string[]): Json {
  const json = { 'application/json': { schema: { type: 'object' } } }
  const error = { type: 'object', required: ['error'], properties: { error: { type: 'string' } } }
  return {
    operationId,
    summary,
    tags: ['v2'],
    responses: {
      '200': { description: 'The answer.', content: json },
      ...Object.fromEntries(
        errors.map((status) => [
          status,
          { description: 'An error.', content: { 'application/json': { schema: error } } },
        ]),
      ),
    },
  }
}
