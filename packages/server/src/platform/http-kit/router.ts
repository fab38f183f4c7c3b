import { Buffer } from 'node:buffer'
import type { FieldFault } from '@ratchet-ml/protocol'
import { type Context, Hono } from 'hono'
import type { z } from 'zod'
import type { Ids } from '../ids.ts'
import type { Logger } from '../logger.ts'
import { Problem } from '../problem.ts'
import { parseJson } from './parse-json.ts'
import { bodyOfProblem, problemOfThrown } from './problem-body.ts'
import { readBody } from './read-body.ts'
import { callerRequestId } from './request-id.ts'
import { statusOf } from './status.ts'
import type { Actor, AnyRoute, BodyStream, FilesByPath, RouteDefinition, Surface } from './types.ts'

export interface RouterOptions {
  readonly routes: readonly AnyRoute[]
  /** Routes of other surfaces answer 403. */
  readonly surfaces: ReadonlySet<Surface>
  readonly actor: Actor
  readonly ids: Ids
  readonly logger: Logger
  readonly maximumBodyBytes: number
  /** Answers whatever no route takes, such as the files of the page. */
  readonly fallback?: FilesByPath
}

/** A Hono application that answers the given routes; it can be called without a port. */
export function createRouter(options: RouterOptions): Hono {
  const app = new Hono()
  for (const route of options.routes) {
    const path = route.path.replaceAll(/\{([a-zA-Z]+)\}/g, ':$1')
    app.on(route.method, path, (context) => answer(route, context, options))
  }
  app.notFound((context) => answerUnknown(context, options))
  return app
}

async function answer(
  route: AnyRoute,
  context: Context,
  options: RouterOptions,
): Promise<Response> {
  const requestId = options.ids.next()
  const given = callerRequestId(context.req.header('x-request-id'))
  try {
    if (!options.surfaces.has(route.surface)) throw changeRefused(route)
    const open = route as unknown as RouteDefinition // its own schemas parse what it is given below
    const result = await open.handle({
      params: parse(open.params, context.req.param(), ''),
      query: parse(open.query, context.req.query(), '?'),
      body: await bodyFor(open, context.req.raw, options.maximumBodyBytes),
      actor: options.actor,
      requestId,
      signal: context.req.raw.signal,
    })
    return replyWith(route, result, given ?? requestId)
  } catch (thrown) {
    return replyProblem(thrown, requestId, options.logger, given)
  }
}

async function bodyFor(
  route: RouteDefinition,
  request: Request,
  maximumBytes: number,
): Promise<unknown> {
  if (route.body === undefined) return undefined
  if (typeof route.body === 'object' && 'stream' in route.body) return streamOf(request)
  const bytes = await readBody(request, maximumBytes)
  return route.body === 'bytes' ? bytes : parse(route.body, jsonOf(bytes), '')
}

function streamOf({ headers, body }: Request): BodyStream {
  return { headers, chunks: body ?? emptyBody() }
}

async function* emptyBody(): AsyncGenerator<Uint8Array> {}

function jsonOf(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return {}
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Problem('body-not-utf8', 'The body is not valid UTF-8; JSON must be.')
  }
  return parseJson(text)
}

function parse<T>(schema: z.ZodType<T> | undefined, value: unknown, prefix: string): T {
  if (schema === undefined) return value as T // nothing declared: the handler reads nothing
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const errors: FieldFault[] = parsed.error.issues.map((issue) => ({
    code: 'request-invalid',
    pointer: `${prefix}/${issue.path.join('/')}`,
    detail: issue.message,
  }))
  const first = errors[0]
  throw new Problem('request-invalid', `${first?.pointer ?? '/'}: ${first?.detail}.`, { errors })
}

function replyWith(route: AnyRoute, result: unknown, requestId: string): Response {
  const headers = { 'x-request-id': requestId }
  if (result instanceof Response) return result
  if ('contentType' in route.response) {
    const body = result instanceof Uint8Array ? Buffer.from(result) : (result as string)
    return new Response(body, {
      headers: { ...headers, 'content-type': route.response.contentType },
    })
  }
  return Response.json(result, { headers })
}

function replyProblem(
  thrown: unknown,
  requestId: string,
  logger: Logger,
  given = requestId,
): Response {
  const problem = problemOfThrown(thrown, requestId)
  if (problem.code === 'internal') {
    const error = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
    logger.error('request failed', { requestId, error })
  }
  const headers: Record<string, string> = {
    'content-type': 'application/problem+json',
    'x-request-id': given,
  }
  if (problem.retryAfterSeconds !== undefined) {
    headers['retry-after'] = String(problem.retryAfterSeconds)
  }
  const body = JSON.stringify(bodyOfProblem(problem, requestId))
  return new Response(body, { status: statusOf(problem.code), headers })
}

async function answerUnknown(context: Context, options: RouterOptions): Promise<Response> {
  const { path, method } = context.req
  const page = method === 'GET' ? await options.fallback?.(path) : undefined
  if (page !== undefined) return page
  const others = options.routes.filter((route) => matches(route.path, path))
  const problem =
    others.length === 0
      ? new Problem('path-not-found', `There is nothing at ${path.slice(0, 200)}.`, {
          hint: 'GET /openapi.json lists every path.',
        })
      : new Problem(
          'method-not-allowed',
          `${path.slice(0, 200)} takes ${others.map((route) => route.method).join(', ')}, not ${method}.`,
        )
  return replyProblem(problem, options.ids.next(), options.logger)
}

function matches(pattern: string, path: string): boolean {
  const wanted = pattern.split('/')
  const found = path.split('/')
  return (
    wanted.length === found.length &&
    wanted.every((part, index) => part.startsWith('{') || part === found[index])
  )
}

function changeRefused(route: AnyRoute): Problem {
  return new Problem(
    'change-refused',
    route.method === 'GET'
      ? `${route.method} ${route.path} tells what callers sent, which is not told over HTTP.`
      : `${route.method} ${route.path} changes state, which is not taken over HTTP.`,
    { hint: 'Use the ratchet command on the machine that holds the data folder.' },
  )
}
