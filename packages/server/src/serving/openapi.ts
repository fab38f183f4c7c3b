import { PredictReply, type ProblemCode } from '@ratchet-ml/protocol'
import type { z } from 'zod'
import type { AnyRoute, RouteDefinition } from '../platform/http-kit/types.ts'
import { endpointPaths } from './openapi-endpoints.ts'
import { problemResponses, schemaOf, tooLongResponse } from './openapi-schema.ts'
import type { Route } from './types.ts'

export interface OpenApiOptions {
  readonly release: string
  /** Every route of the API, in the order of the document. */
  readonly routes: readonly AnyRoute[]
  /** The endpoints that are live. */
  readonly endpoints: readonly Route[]
}

type Json = Readonly<Record<string, unknown>>

/** The API as OpenAPI 3.1: the declared routes, and each live endpoint with its own rows. */
export function createOpenApi({ release, routes, endpoints }: OpenApiOptions): Json {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const path = paths[route.path] ?? {}
    paths[route.path] = path
    path[route.method.toLowerCase()] = operationOf(route)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Ratchet',
      version: release,
      description:
        'Predictions, and what is behind them. Changes of state are taken over the socket of the data folder only.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths: { ...paths, ...endpointPaths(endpoints) },
    components: { schemas: { Problem: problemSchema, PredictReply: schemaOf(PredictReply) } },
  }
}

/** One endpoint alone: how to ask it, and nothing else. */
export function createEndpointOpenApi(release: string, route: Route): Json {
  const whole = createOpenApi({ release, routes: [], endpoints: [route] })
  const info = { ...(whole['info'] as Json), title: route.endpoint }
  return { ...whole, info }
}

function operationOf(route: AnyRoute): Json {
  const open = route as unknown as RouteDefinition // only its declarations are read
  const body = bodyOf(open)
  return {
    operationId: operationId(open),
    summary: open.summary,
    tags: [open.surface],
    parameters: [
      ...parametersOf(open.params, 'path', namesIn(open.path)),
      ...parametersOf(open.query, 'query', []),
    ],
    ...(body === undefined ? {} : { requestBody: body }),
    responses: {
      '200': responseOf(open),
      ...problemResponses(problemsOf(open)),
      ...(open.query && tooLongResponse),
    },
  }
}

/** What a route declares, and what its form and its surface bring along. */
function problemsOf({ problems, params, query, body, surface }: RouteDefinition): ProblemCode[] {
  const form: ProblemCode[] = params || query || body ? ['request-invalid'] : []
  const text: ProblemCode[] = body === undefined ? [] : ['body-too-large']
  const json: ProblemCode[] =
    body === undefined || body === 'bytes' ? [] : ['body-malformed', 'body-not-utf8']
  const change: ProblemCode[] = surface === 'change' ? ['change-refused'] : []
  return [...new Set([...problems, ...form, ...text, ...json, ...change])]
}

function operationId({ method, path }: RouteDefinition): string {
  return [method.toLowerCase(), ...path.split(/[^a-zA-Z0-9]+/)].filter(Boolean).join('_')
}

function namesIn(path: string): readonly string[] {
  return [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? '')
}

function parametersOf(
  schema: z.ZodType | undefined,
  place: 'path' | 'query',
  names: readonly string[],
): readonly Json[] {
  const { properties = {}, required = [] } = (
    schema === undefined ? {} : schemaOf(schema, 'input')
  ) as { properties?: Record<string, unknown>; required?: readonly string[] }
  const all = new Set([...names, ...Object.keys(properties)])
  return [...all].map((name) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: properties[name] ?? { type: 'string' },
  }))
}

function bodyOf({ body }: RouteDefinition): Json | undefined {
  if (body === undefined) return undefined
  return { required: true, content: contentOf(body) }
}

function contentOf(body: NonNullable<RouteDefinition['body']>): Json {
  if (body === 'bytes') return { 'application/octet-stream': {} }
  const types = 'stream' in body ? body.stream : { 'application/json': body }
  const content = Object.entries(types).map(([type, schema]) => [
    type,
    schema === undefined ? {} : { schema: schemaOf(schema, 'input') },
  ])
  return Object.fromEntries(content)
}

function responseOf({ response }: RouteDefinition): Json {
  if ('contentType' in response) {
    return { description: 'The answer.', content: { [mediaType(response.contentType)]: {} } }
  }
  const schema = schemaOf(response)
  return { description: 'The answer.', content: { 'application/json': { schema } } }
}

function mediaType(contentType: string): string {
  return contentType.split(';')[0] ?? contentType
}

const problemSchema: Json = {
  type: 'object',
  description: 'Problem details of RFC 9457.',
  required: ['type', 'title', 'status', 'detail', 'code', 'retry'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    code: { type: 'string' },
    hint: { type: 'string' },
    retry: { enum: ['never', 'later'] },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code', 'pointer', 'detail'],
        properties: {
          code: { type: 'string' },
          pointer: { type: 'string' },
          detail: { type: 'string' },
        },
      },
    },
  },
}
