// A load generator of its own process: keeps `connections` requests under way over raw sockets.
import { connect, type Socket } from 'node:net'
import { type FloodOrder, flood } from './flood.ts'
import { type PacedOrder, pace } from './paced-load.ts'

export interface LoadOrder {
  readonly url: string
  readonly path: string
  /** Text, or bytes in base64 where `isBase64`; several are sent in turn. */
  readonly body: string | readonly string[]
  readonly isBase64?: boolean
  /** Instead of a Content-Type of JSON. */
  readonly headers?: Readonly<Record<string, string>>
  readonly connections: number
  readonly ms: number
}

export interface LoadReport {
  readonly requests: number
  /** Replies that were not 200. */
  readonly failures: number
  readonly seconds: number
  readonly p50Us: number
  readonly p99Us: number
}

process.on('message', async (order: LoadOrder | PacedOrder | FloodOrder) => {
  process.send?.(await reportOf(order))
})

function reportOf(order: LoadOrder | PacedOrder | FloodOrder) {
  if ('floodRate' in order) return flood(order)
  return 'rate' in order ? pace(order) : run(order)
}

async function run({ url, path, connections, ms, ...order }: LoadOrder): Promise<LoadReport> {
  const { hostname, port, host } = new URL(url)
  const headers = Object.entries(order.headers ?? { 'Content-Type': 'application/json' })
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const requests = [order.body].flat().map((text) => {
    const body = Buffer.from(text, order.isBase64 === true ? 'base64' : 'utf8')
    const head = `POST ${path} HTTP/1.1\r\nHost: ${host}\r\n${lines}Content-Length: ${body.length}\r\n\r\n`
    return Buffer.concat([Buffer.from(head), body])
  })
  let next = 0
  const latencies: number[] = []
  let failures = 0
  const start = performance.now()
  const ask = async () => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true })
    while (performance.now() - start < ms) {
      const sent = performance.now()
      socket.write(requests[next++ % requests.length] ?? '')
      if (!(await readReply(socket))) failures++
      latencies.push((performance.now() - sent) * 1000)
    }
    socket.destroy()
  }
  await Promise.all(Array.from({ length: connections }, ask))
  const seconds = (performance.now() - start) / 1000
  latencies.sort((a, b) => a - b)
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? Number.NaN
  return { requests: latencies.length, failures, seconds, p50Us: at(0.5), p99Us: at(0.99) }
}

/** Waits for one whole reply; tells whether it was a 200. */
function readReply(socket: Socket): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let text = ''
    const onData = (chunk: Buffer) => {
      text += chunk.toString('latin1')
      const end = text.indexOf('\r\n\r\n')
      if (end === -1) return
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? Number.NaN)
      if (text.length < end + 4 + length) return
      socket.off('data', onData)
      socket.off('error', reject)
      resolve(text.startsWith('HTTP/1.1 200 '))
    }
    socket.on('data', onData)
    socket.on('error', reject)
  })
}
