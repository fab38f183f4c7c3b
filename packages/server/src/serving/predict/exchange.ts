import { Buffer } from 'node:buffer'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { callerRequestId } from '../../platform/http-kit/request-id.ts'
import type { EndpointLog } from '../log/endpoint-log.ts'
import type { Observation } from '../observe/types.ts'
import type { EndpointMeters, Protocol } from '../routes/endpoint-meters.ts'
import type { LiveEndpoint } from '../routes/live-endpoint.ts'

/** One request and the means to answer it, once. */
export interface Exchange {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly protocol: Protocol
  readonly requestId: string
  readonly startMs: number
  /** When the whole request was there; before that, when it began. */
  readMs: number
  /** Of the endpoint, once it is known. */
  meters: EndpointMeters | undefined
  /** The log of the endpoint, if it keeps one. */
  log: EndpointLog | undefined
  /** Of the endpoint's route, for requests that are not answered. */
  routeRevision: number
  /** Whether the log has been told of it. */
  isRecorded: boolean
  /** Who of the endpoint's chain was asked last. */
  answeredBy: LiveEndpoint | undefined
  /** The one method that the path takes. */
  method: 'GET' | 'POST'
  readonly isDraining: () => boolean
  /** Where somebody looks: what operators are told of it. */
  readonly observation: Observation | undefined
}

const json = 'application/json'
/** Longer ones are not worth turning into a text and back. */
const mostBytesInOneWrite = 1 << 16

/** Writes a whole reply in one go, with its length. */
export function reply(
  { req, res, isDraining, requestId }: Exchange,
  status: number,
  body: string | Uint8Array,
  contentType = json,
  extra: readonly string[] = [],
): void {
  if (res.writableEnded || res.destroyed) return
  if (isDraining()) res.shouldKeepAlive = false
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length
  const headers = ['Content-Type', contentType, 'Content-Length', String(length)]
  if (extra.length > 0) headers.push(...extra)
  const sent = req.headers['x-request-id']
  if (sent !== undefined || status !== 200) {
    headers.push('X-Request-Id', callerRequestId(sent) ?? requestId)
  }
  res.writeHead(status, headers)
  // Headers and body in one single-byte string are one write, without encoding.
  if (typeof body === 'string') res.end(body, length === body.length ? 'latin1' : 'utf8')
  else if (length > mostBytesInOneWrite) res.end(body)
  else res.end(Buffer.from(body.buffer, body.byteOffset, length).toString('latin1'), 'latin1')
}
