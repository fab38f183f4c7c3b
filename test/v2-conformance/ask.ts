import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import type { Ask, Reply } from './types.ts'

const agent = new Agent({ keepAlive: true, maxSockets: 64 })
const patienceMs = 20_000
/** A server that has said nothing more for so long has said all, and one that never spoke is mute. */
const quietMs = 100
const rawPatienceMs = 3000

/** Sends what a case says and waits for the reply; a connection that breaks is status 0. */
export async function ask(url: string, one: Ask): Promise<Reply> {
  const start = performance.now()
  const answer = one.raw === undefined ? askHttp(url, one) : askRaw(url, one.raw)
  const { status, headers, bytes } = await answer.catch(() => broken)
  const text = new TextDecoder().decode(bytes)
  return { status, headers, bytes, text, json: toJson(text), ms: performance.now() - start }
}

type Answer = Pick<Reply, 'status' | 'headers' | 'bytes'>

const broken: Answer = { status: 0, headers: {}, bytes: new Uint8Array() }

function askHttp(url: string, one: Ask, isFresh = false): Promise<Answer> {
  const { method, path, headers = {}, body } = one
  const { hostname, port } = new URL(url)
  const isBytes = body instanceof Uint8Array || typeof body === 'string'
  const bytes = body === undefined || isBytes ? body : JSON.stringify(body)
  const own = body === undefined || isBytes ? {} : { 'content-type': 'application/json' }
  const length = bytes === undefined ? {} : { 'content-length': Buffer.byteLength(bytes) }
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        agent: isFresh ? false : agent,
        hostname,
        port,
        method,
        path,
        headers: { ...own, ...length, ...headers },
      },
      (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('error', reject)
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers as Reply['headers'], // lists are joined where they matter
            bytes: Buffer.concat(parts),
          }),
        )
      },
    )
    sent.setTimeout(patienceMs, () => sent.destroy(new Error('no reply in time')))
    sent.on('error', (error) => {
      // A server may close a connection just when it is used again, which is nobody's fault.
      if (sent.reusedSocket && !isFresh) resolve(askHttp(url, one, true))
      else reject(error)
    })
    sent.end(bytes)
  })
}

/** Every status line that comes back, the first as the status, the last header block's headers. */
function askRaw(url: string, raw: string | Uint8Array): Promise<Answer> {
  const { hostname, port, host } = new URL(url)
  const bytes = typeof raw === 'string' ? Buffer.from(raw.replaceAll('HOST', host)) : raw
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    const socket = connect({ host: hostname, port: Number(port) })
    let quiet: NodeJS.Timeout | undefined
    const end = () => {
      clearTimeout(quiet)
      socket.destroy()
      const text = Buffer.concat(parts).toString('latin1')
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0)
      resolve({ status, headers: {}, bytes: Buffer.concat(parts) })
    }
    socket.on('data', (part: Buffer) => {
      parts.push(part)
      clearTimeout(quiet)
      quiet = setTimeout(end, quietMs)
    })
    socket.on('end', end)
    socket.on('error', (error) => (parts.length > 0 ? end() : reject(error)))
    socket.setTimeout(rawPatienceMs, end)
    socket.write(bytes)
  })
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
