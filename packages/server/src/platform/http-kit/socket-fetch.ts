import { request } from 'node:http'
import type { Fetch, FetchReply } from '@ratchet-ml/client'

/** A `fetch` that reaches the server listening on a unix socket, whatever host the URL names. */
export function socketFetch(socketPath: string): Fetch {
  return (url, init = {}) =>
    new Promise<FetchReply>((resolve, reject) => {
      const { pathname, search } = new URL(url)
      const outgoing = request(
        {
          socketPath,
          path: `${pathname}${search}`,
          method: init.method ?? 'GET',
          headers: { host: 'localhost', ...init.headers },
          ...(init.signal === undefined ? {} : { signal: init.signal }),
        },
        (incoming) => {
          const chunks: Uint8Array[] = []
          incoming.on('data', (chunk: Uint8Array) => chunks.push(chunk))
          incoming.on('error', reject)
          incoming.on('end', () => resolve(replyOf(incoming.statusCode ?? 500, chunks)))
        },
      )
      outgoing.on('error', reject)
      outgoing.end(init.body)
    })
}

function replyOf(status: number, chunks: readonly Uint8Array[]): FetchReply {
  const bytes = Buffer.concat(chunks)
  return {
    ok: status >= 200 && status < 300,
    status,
    json: async () => JSON.parse(bytes.toString('utf8')),
    arrayBuffer: async () => new Uint8Array(bytes).buffer,
  }
}
