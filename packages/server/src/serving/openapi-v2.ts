import type { Contract } from '@ratchet-ml/scoring'
import { exampleRow } from './example-row.ts'
import { inputTensors } from './v2/tensor-metadata.ts'
import { datatypes } from './v2/types.ts'

type Json = Readonly<Record<string, unknown>>

/** Paths of the V2 protocol that are of no endpoint. */
export const v2ServerPaths: Json = {
  '/v2': { get: operation('v2_server', 'Describe the server', reply(serverSchema())) },
  '/v2/health/live': {
    get: operation(
      'v2_live',
      'Whether the process answers',
      reply(object({ live: { type: 'boolean' } })),
    ),
  },
  '/v2/health/ready': {
    get: operation(
      'v2_ready',
      'Whether every endpoint answers, proven by doing so',
      reply(object({ ready: { type: 'boolean' } })),
      ['503'],
    ),
  },
  '/v2/models/stats': {
    get: operation(
      'v2_stats',
      'What the endpoints have answered',
      reply(object({ model_stats: { type: 'array' } })),
    ),
  },
  '/v2/repository/index': {
    post: {
      ...operation(
        'v2_index',
        'List the endpoints and their states',
        reply({ type: 'array', items: { type: 'object' } }),
        ['400', '413'],
      ),
      requestBody: {
        content: {
          'application/json': {
            schema: { type: 'object', properties: { ready: { type: 'boolean' } } },
          },
        },
      },
    },
  },
}

/** Paths of the V2 protocol of one endpoint. */
export function v2ModelPaths(endpoint: string, contract: Contract, version: number): Json {
  const entries = [
    [`/v2/models/${endpoint}`, endpoint],
    [`/v2/models/${endpoint}/versions/${version}`, `${endpoint}_${version}`],
  ] as const
  return Object.fromEntries(
    entries.flatMap(([path, id]) => [
      [
        path,
        {
          get: operation(
            `v2_metadata_${id}`,
            `Describe ${endpoint}`,
            reply(metadataSchema()),
            notThere,
          ),
        },
      ],
      [
        `${path}/ready`,
        {
          get: operation(
            `v2_ready_${id}`,
            `Whether ${endpoint} answers`,
            reply(object({ name: { type: 'string' }, ready: { type: 'boolean' } })),
            notThere,
          ),
        },
      ],
      [
        `${path}/config`,
        {
          get: operation(
            `v2_config_${id}`,
            `${endpoint} as a configuration`,
            reply(object({ name: { type: 'string' } })),
            notThere,
          ),
        },
      ],
      [
        `${path}/stats`,
        {
          get: operation(
            `v2_stats_${id}`,
            `What ${endpoint} has answered`,
            reply(object({ model_stats: { type: 'array' } })),
            notThere,
          ),
        },
      ],
      [`${path}/infer`, { post: inferOperation(`v2_infer_${id}`, endpoint, contract) }],
    ]),
  )
}

const notThere = ['404', '503']

function inferOperation(operationId: string, endpoint: string, contract: Contract): Json {
  const row = exampleRow(contract)
  const example = {
    inputs: inputTensors(contract).map(({ name, datatype, shape: [, ...shape] }) => ({
      ...{ name, datatype, shape: [1, ...shape], data: [row[name]] },
    })),
  }
  const errors = ['400', '404', '413', '415', '429', '503', '504']
  return {
    ...operation(operationId, `Infer at ${endpoint}`, reply(inferReplySchema()), errors),
    requestBody: {
      required: true,
      content: { 'application/json': { schema: inferSchema(contract), example } },
    },
  }
}

function inferSchema(contract: Contract): Json {
  const tensors = inputTensors(contract)
  const names = tensors.map(({ name }) => name)
  const dimensions = Math.max(2, ...tensors.map(({ shape }) => shape.length))
  const input = {
    type: 'object',
    required: ['name', 'datatype', 'shape', 'data'],
    properties: {
      name: { enum: names },
      datatype: { enum: datatypes },
      shape: {
        ...{ type: 'array', minItems: 1, maxItems: dimensions },
        items: { type: 'integer', minimum: 1 },
      },
      data: { type: 'array', minItems: 1 },
      parameters,
    },
  }
  const output = {
    type: 'object',
    required: ['name'],
    properties: { name: { type: 'string' }, parameters },
  }
  return {
    type: 'object',
    required: ['inputs'],
    additionalProperties: false,
    properties: {
      id: { type: 'string', maxLength: 1024 },
      parameters,
      inputs: { type: 'array', minItems: 1, items: input },
      outputs: { type: 'array', items: output },
    },
  }
}

const parameters = {
  type: 'object',
  additionalProperties: { type: ['string', 'number', 'boolean'] },
}

function inferReplySchema(): Json {
  const tensor = object({
    name: { type: 'string' },
    shape: { type: 'array', items: { type: 'integer' } },
    datatype: { enum: datatypes },
  })
  return object({
    model_name: { type: 'string' },
    model_version: { type: 'string' },
    id: { type: 'string' },
    outputs: { type: 'array', items: tensor },
  })
}

function serverSchema(): Json {
  const extensions = { type: 'array', items: { type: 'string' } }
  return object({ name: { type: 'string' }, version: { type: 'string' }, extensions })
}

function metadataSchema(): Json {
  const tensor = object({
    name: { type: 'string' },
    datatype: { enum: datatypes },
    shape: { type: 'array', items: { type: 'integer', minimum: -1 } },
  })
  const tensors = { type: 'array', items: tensor }
  const versions = { type: 'array', items: { type: 'string' } }
  const texts = { name: { type: 'string' }, platform: { type: 'string' } }
  return object({ ...texts, versions, inputs: tensors, outputs: tensors })
}

/** An object that has all of these. */
function object(properties: Json): Json {
  return { type: 'object', required: Object.keys(properties), properties }
}

function reply(schema: Json): Json {
  return { description: 'The answer.', content: { 'application/json': { schema } } }
}

function operation(
  operationId: string,
  summary: string,
  answer: Json,
  errors: readonly string[] = [],
): Json {
  const schema = object({ error: { type: 'string' } })
  const error = { description: 'An error.', content: { 'application/json': { schema } } }
  return {
    operationId,
    summary,
    tags: ['v2'],
    responses: { '200': answer, ...Object.fromEntries(errors.map((status) => [status, error])) },
  }
}
