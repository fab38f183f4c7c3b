import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Host, startHost } from './host.ts'

let host: Host

beforeAll(async () => {
  host = await startHost({
    hot: () => false,
    fallback: (req, res) => {
      req.resume()
      req.on('end', () => res.end('whole'))
    },
    port: 0,
    beginDraining: () => {},
    limits: { headersTimeoutMs: 300, requestTimeoutMs: 600 },
  })
})
afterAll(() => host.stop(1000, 0))

/** Sends the beginning of a request and waits until the server has had enough. */
async function stall(beginning: string): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port: host.port })
  let text = ''
  socket.on('data', (part) => {
    text += part.toString()
  })
  socket.on('error', () => {})
  socket.write(beginning)
  await once(socket, 'close')
  return text
}

test('a caller whose headers never end is cut off', async () => {
  const text = await stall(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\nX-Slow: `)
  expect(text).toMatch(/^HTTP\/1\.1 408 /)
})

test('a caller whose body never ends is cut off, and others are answered meanwhile', async () => {
  const head = `POST / HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\nContent-Length: 100\r\n\r\n{`
  const slow = stall(head)
  const quick = await fetch(host.url, { method: 'POST', body: '{}' })
  expect(await quick.text()).toBe('whole')
  await slow
})
