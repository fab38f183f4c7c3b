// What the owner of a data folder may do, over the server's unix socket.
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'

export interface Owner {
  /** Pushes an archive as the next version of a model; gives its number. */
  push(model: string, archive: Uint8Array): Promise<number>
  promote(endpoint: string, version: number): Promise<void>
}

/** @param folder data folder of a running server */
export function ownerOf(folder: string): Owner {
  const { socket } = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as {
    socket: string
  }
  const post = async (path: string, body: Uint8Array | string, type: string): Promise<unknown> => {
    const { status, text } = await ask(socket, path, body, type)
    if (status >= 300) throw new Error(`${path}: ${status} ${text.slice(0, 500)}`)
    return JSON.parse(text)
  }
  return {
    push: async (model, archive) => {
      const reply = await post(`/v1/models/${model}/versions`, archive, 'application/zip')
      return (reply as { version: { version: number } }).version.version
    },
    promote: async (endpoint, version) => {
      const body = JSON.stringify({
        model: endpoint,
        version,
        reason: 'benchmark',
        waive: 'benchmark',
      })
      await post(`/v1/endpoints/${endpoint}/promotions`, body, 'application/json')
    },
  }
}

function ask(
  socketPath: string,
  path: string,
  body: Uint8Array | string,
  type: string,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': type, 'content-length': Buffer.byteLength(body) }
    // A connection of its own: a kept one may have been closed while a model was being made.
    const sent = request({ socketPath, path, method: 'POST', headers, agent: false }, (res) => {
      let text = ''
      res.on('data', (chunk) => {
        text += String(chunk)
      })
      res.on('end', () => resolve({ status: res.statusCode ?? 0, text }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
