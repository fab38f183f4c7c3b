import { type Contract, toCell } from '@ratchet-ml/scoring'
import { exampleRow } from './example-row.ts'
import { rowSchema } from './openapi-rows.ts'
import { problemResponses, tooLongResponse } from './openapi-schema.ts'

type Json = Readonly<Record<string, unknown>>

const predictProblems = [
  'body-malformed',
  'body-not-utf8',
  'content-type-unsupported',
  'request-invalid',
  'row-field-missing',
  'row-field-unknown',
  'row-unreadable',
  'rows-refused',
  'endpoint-not-found',
  'method-not-allowed',
  'body-too-large',
  'too-many-rows',
  'overloaded',
  'rate-limited',
  'version-not-ready',
  'deadline-exceeded',
  'prediction-failed',
] as const

/** `POST /predict/{endpoint}` of one endpoint, with the schema of its own rows. */
export function predictOperation(endpoint: string, contract: Contract): Json {
  const row = exampleRow(contract)
  const text = { type: 'string' }
  return {
    operationId: `predict_${endpoint}`,
    summary: `Answer rows at the endpoint ${endpoint}: all of them, or none`,
    description:
      'The reply has the form of the request: JSON, CSV with a header, or NDJSON. raw and carry are for the latter two.',
    tags: ['predict'],
    parameters: lineParameters,
    requestBody: {
      required: true,
      content: {
        'application/json': { schema: requestSchema(contract), example: { rows: [row] } },
        'text/csv': { schema: text, ...csvExample(contract, row) },
        'application/x-ndjson': { schema: text, example: `${JSON.stringify(row)}\n` },
      },
    },
    responses: {
      '200': {
        description: 'One prediction a row, in order.',
        content: {
          'application/json': { schema: { $ref: '#/components/schemas/PredictReply' } },
          'text/csv': { schema: text },
          'application/x-ndjson': { schema: text },
        },
      },
      ...problemResponses(predictProblems),
      ...tooLongResponse,
    },
  }
}

const lineParameters = [
  {
    name: 'raw',
    in: 'query',
    description: 'Adds the margins before the link.',
    schema: { type: 'string', enum: ['true', 'false'] },
  },
  {
    name: 'carry',
    in: 'query',
    description:
      'Fields that come back with the answers, separated by commas; names that hold one are quoted as in CSV.',
    schema: { type: 'string' },
  },
]

function requestSchema(contract: Contract): Json {
  return {
    type: 'object',
    required: ['rows'],
    additionalProperties: false,
    properties: {
      rows: { type: 'array', minItems: 1, items: rowSchema(contract) },
      raw: { type: 'boolean', default: false, description: 'Adds the margins before the link.' },
    },
  }
}

/** A cell has no array: of a tensor, CSV has a column for each element, too many for an example. */
function csvExample({ tensors }: Contract, row: Json): Json {
  if (tensors !== undefined) return {}
  const header = Object.keys(row).map(toCell)
  return { example: `${header.join(',')}\n${Object.values(row).map(cellOf).join(',')}\n` }
}

function cellOf(value: unknown): string {
  return value === null ? '' : toCell(String(value))
}
