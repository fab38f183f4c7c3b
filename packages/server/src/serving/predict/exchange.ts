import { Buffer } from 'node:buffer'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { EndpointMeters, Protocol } from '../routes/endpoint-meters.ts'

/** One request and the means to answer it, once. */
export interface Exchange {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly protocol: Protocol
  readonly requestId: string
  readonly startMs: number
  /** Of the endpoint, once it is known. */
  meters: EndpointMeters | undefined
  /** The one method that the path takes. */
  method: 'GET' | 'POST'
  readonly isDraining: () => boolean
}

const json = 'application/json'

/** Writes a whole reply in one go, with its length. */
export function reply(
  { res, isDraining }: Exchange,
  status: number,
  body: string | Uint8Array,
  contentType = json,
  extra: readonly string[] = [],
): void {
  if (res.writableEnded || res.destroyed) return
  if (isDraining()) res.shouldKeepAlive = false
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length
  const headers = ['Content-Type', contentType, 'Content-Length', String(length), ...extra]
  res.writeHead(status, headers)
  // Headers and body in one single-byte string are one write, without encoding.
  if (typeof body !== 'string') res.end(body)
  else res.end(body, length === body.length ? 'latin1' : 'utf8')
}
