import type { ClientOptions, Fetch, FetchInit, FetchReply } from './client.ts'
import { ServerProblem } from './client.ts'
import { deadlineExceeded, problemBodyOf, replyInvalid, unreachable } from './problem-body.ts'
import { findMisfit, type ReplyShape } from './reply-shape.ts'

/** A call as an operation describes it; the exchange adds address, headers and deadline. */
export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT'
  readonly path: string
  /** Parameters that are `undefined` are left out. */
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly json?: unknown
  readonly bytes?: Uint8Array
  /** Of the bytes; `application/octet-stream` unless told. */
  readonly contentType?: string
}

/** Sends calls to one server. Everything that goes wrong is thrown as a `ServerProblem`. */
export interface Exchange {
  /** The reply's JSON; the shape is checked, its values are taken as they are. */
  json<T>(call: Call, shape: ReplyShape): Promise<T>
  bytes(call: Call): Promise<Uint8Array>
}

export function createExchange(options: ClientOptions): Exchange {
  const base = options.url.replace(/\/+$/, '')
  const deadlineMs = options.deadlineMs ?? 30_000
  const send = options.fetch ?? platformFetch

  async function ask<T>(call: Call, read: (reply: FetchReply) => Promise<T>): Promise<T> {
    const url = base + call.path + queryOf(call.query)
    const signal = AbortSignal.timeout(deadlineMs)
    try {
      const reply = await send(url, { ...initOf(call), signal })
      if (reply.ok) return await read(reply)
      throw new ServerProblem(problemBodyOf(await readError(reply), reply.status, url))
    } catch (error) {
      if (error instanceof ServerProblem) throw error
      if (signal.aborted) throw new ServerProblem(deadlineExceeded(url, deadlineMs))
      if (error instanceof SyntaxError) {
        throw new ServerProblem(replyInvalid(url, 'something that is no JSON', 'JSON'))
      }
      throw new ServerProblem(unreachable(base, reasonOf(error)))
    }
  }

  return {
    async json<T>(call: Call, shape: ReplyShape) {
      const reply = await ask(call, (answer) => answer.json())
      const misfit = findMisfit(reply, shape)
      if (misfit !== undefined) {
        throw new ServerProblem(replyInvalid(base + call.path, misfit.found, misfit.expected))
      }
      return reply as T // the server's own schemas made it; the shape tells another release apart
    },
    async bytes(call) {
      return new Uint8Array(await ask(call, (answer) => answer.arrayBuffer()))
    },
  }
}

// The global is looked up at each call, so that what replaces it later is used.
const platformFetch: Fetch = (url, init) => fetch(url, init as RequestInit)

function queryOf(query: Call['query']): string {
  const given = Object.entries(query ?? {}).filter((entry) => entry[1] !== undefined)
  if (given.length === 0) return ''
  return `?${new URLSearchParams(given as [string, string][]).toString()}`
}

function initOf(call: Call): FetchInit {
  const method = call.method ?? 'GET'
  const accept = 'application/json, application/problem+json'
  if (call.bytes !== undefined) {
    const headers = { accept, 'content-type': call.contentType ?? 'application/octet-stream' }
    return { method, headers, body: call.bytes }
  }
  if (call.json === undefined) return { method, headers: { accept } }
  const headers = { accept, 'content-type': 'application/json' }
  return { method, headers, body: JSON.stringify(call.json) }
}

async function readError(reply: FetchReply): Promise<unknown> {
  try {
    return await reply.json()
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** fetch says "fetch failed" and keeps what happened in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause
  if (!(cause instanceof Error)) return error.message
  const code: unknown = 'code' in cause ? cause.code : undefined
  if (cause.message !== '') return cause.message
  return typeof code === 'string' ? code : error.message
}
