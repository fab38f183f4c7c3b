import { Buffer } from 'node:buffer'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { EndpointLog } from '../log/endpoint-log.ts'
import type { EndpointMeters, Protocol } from '../routes/endpoint-meters.ts'

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
  /** The one method that the path takes. */
  method: 'GET' | 'POST'
  readonly isDraining: () => boolean
}

const json = 'application/json'

/** Writes a whole reply in one go, with its length. */
export function reply(
  { res, isDraining }: Exchange,
  status: number,
  body: string,
  contentType = json,
  extra: readonly string[] = [],
): void {
  if (res.writableEnded || res.destroyed) return
  if (isDraining()) res.shouldKeepAlive = false
  const length = Buffer.byteLength(body)
  const headers = ['Content-Type', contentType, 'Content-Length', String(length), ...extra]
  res.writeHead(status, headers)
  // Headers and body in one single-byte string are one write, without encoding.
  res.end(body, length === body.length ? 'latin1' : 'utf8')
}
