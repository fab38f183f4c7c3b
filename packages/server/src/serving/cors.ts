import type { IncomingMessage, ServerResponse } from 'node:http'

const allowedMethods = 'GET, POST'
const allowedHeaders =
  'Content-Type, Content-Encoding, X-Request-Id, X-Request-Deadline-Ms, Inference-Header-Content-Length, traceparent, tracestate'
const exposedHeaders = 'X-Request-Id, Retry-After, Inference-Header-Content-Length'

/** Answers preflights and marks replies; tells whether the request is answered. */
export type Cors = (req: IncomingMessage, res: ServerResponse) => boolean

/**
 * Lets pages of the listed origins, and of no others, use the server. Origins are compared whole;
 * there is no wildcard, and no cookie is ever taken.
 */
export function createCors(origins: readonly string[]): Cors {
  const allowed = new Set(origins)
  return (req, res) => {
    const { origin } = req.headers
    if (origin === undefined) return false
    // Whatever the reply is, caches must not give it to a page of another origin.
    res.setHeader('Vary', 'Origin')
    if (!allowed.has(origin)) return false
    res.setHeader('Access-Control-Allow-Origin', origin)
    const isPreflight =
      req.method === 'OPTIONS' && req.headers['access-control-request-method'] !== undefined
    if (!isPreflight) {
      res.setHeader('Access-Control-Expose-Headers', exposedHeaders)
      return false
    }
    res.setHeader('Access-Control-Allow-Methods', allowedMethods)
    res.setHeader('Access-Control-Allow-Headers', allowedHeaders)
    res.setHeader('Access-Control-Max-Age', '600')
    res.writeHead(204).end()
    req.resume()
    return true
  }
}
