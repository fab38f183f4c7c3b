import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Readiness } from './readiness.ts'

/**
 * `GET /livez`: the process answers. `GET /readyz`: send requests here; every endpoint has just
 * answered a verification row. Both tell whether the path was theirs.
 */
export function createHealth(
  readiness: Pick<Readiness, 'health'>,
): (req: IncomingMessage, res: ServerResponse) => boolean {
  return (req, res) => {
    const { url = '/', method } = req
    if (url.charCodeAt(1) !== l && url.charCodeAt(1) !== r) return false
    if (method !== 'GET' && method !== 'HEAD') return false
    if (url === '/livez') answer(req, res, 200, { live: true })
    else if (url === '/readyz') {
      const { ready, ...rest } = readiness.health()
      answer(req, res, ready ? 200 : 503, { ready, ...rest })
    } else return false
    return true
  }
}

const l = 'l'.charCodeAt(0)
const r = 'r'.charCodeAt(0)

function answer(req: IncomingMessage, res: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body)
  const headers = ['Content-Type', 'application/json', 'Content-Length', String(text.length)]
  res.writeHead(status, [...headers, 'Cache-Control', 'no-store'])
  res.end(req.method === 'HEAD' ? undefined : text)
  req.resume()
}
