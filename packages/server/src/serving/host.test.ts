import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startHost } from './host.ts'
import { aRow, flightsPackage } from './testing/flights-package.ts'
import { openWorld, type World } from './testing/world.ts'

let world: World

beforeEach(async () => {
  world = await openWorld()
  await world.live('flights', await flightsPackage(1))
})
afterEach(() => world.close())

const inert = { hot: () => false, fallback: () => {}, beginDraining: () => {} }

test('a busy port is told by its number', async () => {
  const { port } = world.host
  await expect(startHost({ ...inert, port })).rejects.toMatchObject({
    code: 'port-in-use',
    message: expect.stringContaining(String(port)),
  })
})

test('an address that others can reach has to be insisted on', async () => {
  await expect(startHost({ ...inert, port: 0, host: '0.0.0.0' })).rejects.toMatchObject({
    code: 'host-insecure',
  })
})

test('a Host header of another name is refused on every path', async () => {
  for (const path of ['/predict/flights', '/v2/health/live', '/v1/status']) {
    const text = await raw(world, `GET ${path} HTTP/1.1\r\nHost: evil.example\r\n\r\n`)
    expect(text).toMatch(/^HTTP\/1\.1 403 /)
    expect(text).toContain('host-header-refused')
  }
})

test('bytes that are no HTTP get a 400 and the end of the connection', async () => {
  expect(await raw(world, 'hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 .*Connection: close/s)
})

test('a request with two lengths is not answered as two requests', async () => {
  const { port } = world.host
  const text = await raw(
    world,
    `POST /predict/flights HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /v2 HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`,
  )
  expect(text).toMatch(/^HTTP\/1\.1 400 /)
  expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1)
})

test('requests in one packet are answered one after the other', async () => {
  const { port } = world.host
  const one = `GET /v2/health/live HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`
  const last = one.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')
  const text = await raw(world, one + one + last)
  expect(text.match(/\{"live":true\}/g)).toHaveLength(3)
})

test('stopping under load breaks no request, and turns readiness off first', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  const outcomes = new Map<string, number>()
  // A balancer asks for readiness, and sends nothing to a server that is not ready.
  const caller = async () => {
    while (world.serving.readiness.isReady()) {
      const outcome = await ask(world, agent)
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    }
  }
  const callers = Array.from({ length: 8 }, caller)
  while ((outcomes.get('200') ?? 0) < 50) await new Promise(setImmediate)
  const stopped = world.host.stop(5000, 50)
  expect(world.serving.readiness.isReady()).toBe(false)
  expect(await stopped).toBe(0)
  await Promise.all(callers)
  agent.destroy()
  expect([...outcomes.keys()]).toEqual(['200'])
})

test('a request that is under way when the server stops is answered, and its connection closed', async () => {
  const rows = Array.from({ length: 9000 }, () => aRow)
  const asked = world.post('/predict/flights', { rows })
  const late = raw(
    world,
    `GET /v2/health/ready HTTP/1.1\r\nHost: 127.0.0.1:${world.host.port}\r\n\r\n`,
  )
  const stopped = world.host.stop(5000, 500)
  const reply = await asked
  expect(reply.status).toBe(200)
  expect(reply.json.predictions).toHaveLength(9000)
  expect(await late).toMatch(/^HTTP\/1\.1 (200|503) .*Connection: close/s)
  expect(await stopped).toBe(0)
})

test('an address is free again once the server has stopped', async () => {
  const { port } = world.host
  await world.host.stop(1000, 0)
  const next = await startHost({ ...inert, port })
  expect(next.port).toBe(port)
  await next.stop(0, 0)
})

function ask({ host }: World, agent: Agent): Promise<string> {
  const body = JSON.stringify({ rows: [aRow] })
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', 'content-length': body.length }
    const options = { agent, method: 'POST', headers }
    const sent = request(`${host.url}/predict/flights`, options, (res) => {
      res.resume().on('end', () => resolve(String(res.statusCode)))
    })
    sent.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    sent.end(body)
  })
}

/** Everything that the server sends before it ends the connection. */
function raw({ host }: World, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(host.port, '127.0.0.1', () => socket.write(bytes))
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
    })
    socket.on('close', () => resolve(text))
    socket.on('error', reject)
  })
}
