import { Buffer } from 'node:buffer'
import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHealth } from './answer-health.ts'
import { createCors } from './cors.ts'
import { startHost } from './host.ts'
import { createObserver } from './observe/create-observer.ts'
import { oneCertificate, twoCertificate } from './testing/certificates.ts'
import { aRow, flightsPackage } from './testing/flights-package.ts'
import { openWorld, type World } from './testing/world.ts'

const page = 'https://app.example'
const lines: string[] = []
let world: World

beforeAll(async () => {
  const rate = { perSecond: 0.001, burst: 2 }
  world = await openWorld({
    endpoints: { slow: { rate } },
    before: ({ serving }) => [createCors([page]), createHealth(serving.readiness)],
  })
  await world.live('flights', await flightsPackage(1))
  await world.live('slow', await flightsPackage(1))
})
afterAll(() => world.close())

test('a live server says so', async () => {
  expect(await world.get('/livez')).toMatchObject({ status: 200, json: { live: true } })
})

test('readiness names every endpoint that proved it', async () => {
  expect(await world.get('/readyz')).toMatchObject({
    status: 200,
    json: { ready: true, state: 'serving', endpoints: { flights: true, slow: true } },
  })
})

test('a server that stops is live, not ready, and says that it is draining', async () => {
  const other = await openWorld({ before: ({ serving }) => [createHealth(serving.readiness)] })
  other.serving.beginDraining()
  expect((await other.get('/livez')).status).toBe(200)
  expect(await other.get('/readyz')).toMatchObject({
    status: 503,
    json: { ready: false, state: 'draining' },
  })
  await other.close()
})

test("a caller's request id comes back on answers and on refusals", async () => {
  const named = { 'content-type': 'application/json', 'x-request-id': 'order-17' }
  for (const body of [{ rows: [aRow] }, { rows: [] }]) {
    const reply = await world.post('/predict/flights', body, named)
    expect(reply.headers.get('x-request-id')).toBe('order-17')
    expect(reply.text).not.toContain('order-17')
  }
})

test('a request id that could do harm is not given back, and breaks nothing', async () => {
  const { port } = world.host
  for (const id of ['caf\xe9', 'a b', 'x'.repeat(129), 'tab\there']) {
    const head = `GET /v2/health/live HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-Request-Id: ${id}\r\nConnection: close\r\n\r\n`
    const text = await exchange(world.host.port, Buffer.from(head, 'latin1'))
    expect(text).toMatch(/^HTTP\/1\.1 200 /)
    expect(text).not.toContain(id)
  }
})

test('requests over the rate of an endpoint get 429 and are told when to come again', async () => {
  const ask = () => world.post('/predict/slow', { rows: [aRow] })
  expect((await ask()).status).toBe(200)
  expect((await ask()).status).toBe(200)
  const refused = await ask()
  expect(refused.status).toBe(429)
  expect(refused.json.code).toBe('rate-limited')
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(100)
  expect((await world.post('/predict/flights', { rows: [aRow] })).status).toBe(200)
})

test('a page of a listed origin may ask, and read the reply', async () => {
  const preflight = await fetch(`${world.host.url}/predict/flights`, {
    method: 'OPTIONS',
    headers: { origin: page, 'access-control-request-method': 'POST' },
  })
  expect(preflight.status).toBe(204)
  expect(preflight.headers.get('access-control-allow-origin')).toBe(page)
  const headers = { 'content-type': 'application/json', origin: page }
  const reply = await world.post('/predict/flights', { rows: [aRow] }, headers)
  expect(reply.status).toBe(200)
  expect(reply.headers.get('access-control-allow-origin')).toBe(page)
  expect(reply.headers.get('vary')).toBe('Origin')
})

test('a page of any other origin is told nothing that would let it read a reply', async () => {
  const headers = { 'content-type': 'application/json', origin: 'https://evil.example' }
  const reply = await world.post('/predict/flights', { rows: [aRow] }, headers)
  expect(reply.headers.get('access-control-allow-origin')).toBeNull()
  expect(reply.headers.get('vary')).toBe('Origin')
})

test('the access log and the traces tell of a request who answered it', async () => {
  const bodies: string[] = []
  const collector = await startHost({
    ...{ port: 0, beginDraining: () => {}, fallback: () => {} },
    hot: (req, res) => {
      req.on('data', (chunk) => bodies.push(String(chunk)))
      req.on('end', () => res.writeHead(200).end())
      return true
    },
  })
  const observation = createObserver({
    config: { accessLog: { sample: 1 }, traces: { url: collector.url, sample: 0, headers: {} } },
    stream: { write: (text) => lines.push(text) > 0, once: () => {} },
    ...{ later: () => () => {}, random: () => 0.5, release: '0.1.0' },
  })
  const watched = await openWorld({ observation })
  await watched.live('flights', await flightsPackage(1))
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const headers = { 'content-type': 'application/json', traceparent }
  const reply = await watched.post('/predict/flights', { rows: [aRow] }, headers)
  await watched.close()
  await observation?.close()
  expect(reply.bytes.length).toBeGreaterThan(100)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    bytes: reply.bytes.length,
    ...{ status: 200, endpoint: 'flights', version: 1, servedBy: 'champion', rows: 1 },
    trace: '0af7651916cd43dd8448eb211c80319c',
  })
  expect(bodies.join('')).toContain('"parentSpanId":"b7ad6b7169203331"')
  expect(observation?.metrics().ratchet_traced_requests_total).toContainEqual({
    ...{ labels: ['sent'], value: 1 },
  })
  await collector.stop(1000, 0)
})

test('over TLS the next connection sees a certificate that was read again', async () => {
  const host = await startHost({
    ...{ port: 0, beginDraining: () => {}, fallback: () => {}, tls: oneCertificate },
    hot: (_req, res) => {
      res.end('{}')
      return true
    },
  })
  expect(host.url).toMatch(/^https:/)
  expect(await subjectAt(host.port)).toBe('one.test')
  host.reloadTls(twoCertificate)
  expect(await subjectAt(host.port)).toBe('two.test')
  const { cert } = oneCertificate
  expect(() => host.reloadTls({ cert, key: twoCertificate.key })).toThrow()
  expect(await subjectAt(host.port)).toBe('two.test')
  await host.stop(1000, 0)
})

test('a certificate that is none is refused before the port is open', async () => {
  const tls = { cert: Buffer.from('no'), key: Buffer.from('no') }
  const options = { port: 0, beginDraining: () => {}, fallback: () => {}, hot: () => false, tls }
  await expect(startHost(options)).rejects.toMatchObject({ code: 'config-invalid' })
})

/** Who the server says that it is. */
function subjectAt(port: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      const name = socket.getPeerCertificate().subject.CN
      socket.destroy()
      resolve(Array.isArray(name) ? name[0] : name)
    })
    socket.on('error', reject)
  })
}

function exchange(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
    })
    socket.on('close', () => resolve(text))
    socket.on('error', reject)
  })
}
