import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { NewSnapshot } from '@ratchet-ml/protocol'
import { afterEach, expect, test } from 'vitest'
import type { Client } from './client.ts'
import { ServerProblem } from './client.ts'
import { createClient } from './create-client.ts'

const open: { close(): Promise<void> }[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()))
})

test('asks each operation at its own path, with its own method', async () => {
  const seen: string[] = []
  const url = await serve((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    reply(response, 404, aProblem({ code: 'path-not-found', detail: 'nothing' }))
  })
  const digest = `sha256:${'a'.repeat(64)}`
  const settled = await Promise.allSettled(everyCall(createClient({ url: `${url}/` }), digest))
  for (const call of settled) {
    expect(call).toMatchObject({ status: 'rejected', reason: { message: 'nothing' } })
  }
  expect(seen.sort()).toEqual(
    [
      'GET /v1/status',
      'POST /predict/flights',
      'GET /v1/models',
      'GET /v1/models/flights/versions',
      'GET /v1/models/a%2Fb/versions/champion',
      'GET /v1/models/flights/versions/2/package',
      'POST /v1/models/flights/versions?reason=first+try&provenance=%7B%22by%22%3A%22train.py%22%7D',
      'GET /v1/models/flights/aliases?at=2001-02-03T00%3A00%3A00Z',
      'PUT /v1/models/flights/aliases/blessed',
      'GET /v1/endpoints',
      'GET /v1/endpoints/flights',
      'GET /v1/endpoints/flights/routes',
      'POST /v1/endpoints/flights/promotions',
      'POST /v1/endpoints/flights/rollbacks',
      'GET /v1/endpoints/flights/log?last=5',
      'GET /v1/endpoints/flights/log/0198.0',
      'POST /outcomes',
      'POST /outcomes?name=click&source=may.csv&offset=7',
      'GET /v1/backtests?model=flights',
      `GET /v1/backtests/sha256%3A${'a'.repeat(64)}`,
      'GET /v1/models/flights/specification',
      'POST /v1/models/flights/specification',
      'GET /v1/checks?model=flights',
      `GET /v1/checks/sha256%3A${'a'.repeat(64)}`,
      'GET /v1/snapshots?name=flights',
      'GET /v1/snapshots/flights/latest',
      'POST /v1/snapshots/flights',
      'GET /v1/ledger?after=7',
      'POST /v1/ledger/verification',
    ].sort(),
  )
})

test('sends rows as JSON and gives the answer as the server wrote it', async () => {
  const answer = { id: 'r', endpoint: 'flights', predictions: [] }
  let body = ''
  let contentType: string | undefined
  const url = await serve(async (request, response) => {
    body = (await bytesOf(request)).toString('utf8')
    contentType = request.headers['content-type']
    reply(response, 200, answer)
  })
  const request = { rows: [{ distance: 300, origin: 'ABQ' }] }
  expect(await createClient({ url }).predict('flights', request)).toEqual(answer)
  expect(JSON.parse(body)).toEqual(request)
  expect(contentType).toBe('application/json')
})

test('pushes and fetches the bytes of a package unchanged', async () => {
  const archive = Uint8Array.from({ length: 1000 }, (_, index) => index % 256)
  let received: Uint8Array | undefined
  const url = await serve(async (request, response) => {
    if (request.method === 'GET') return void response.end(archive)
    received = await bytesOf(request)
    reply(response, 200, { outcome: 'created', version: {} })
  })
  const client = createClient({ url })
  await client.push('flights', archive)
  expect(new Uint8Array(received ?? [])).toEqual(archive)
  expect(await client.package('flights', '1')).toEqual(archive)
})

test('throws the problem of the server with everything it said', async () => {
  const body = aProblem({ code: 'row-type', detail: 'rows/0/distance: found "x"', status: 422 })
  const url = await serve((_, response) => reply(response, 422, body))
  const problem = await problemOf(createClient({ url }).status())
  expect(problem.message).toBe(body.detail)
  expect(problem.body).toEqual(body)
})

test('makes a problem of an error reply that is none', async () => {
  const url = await serve((_, response) => {
    response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>')
  })
  const { body } = await problemOf(createClient({ url }).models())
  expect(body).toMatchObject({ code: 'server-unreachable', status: 502, retry: 'later' })
  expect(body.detail).toContain('502')
})

test('says of a certificate that is not trusted what to do about it', async () => {
  const cause = new Error('self-signed certificate')
  const fetch = async () => Promise.reject(new TypeError('fetch failed', { cause }))
  const { body } = await problemOf(createClient({ url: 'https://127.0.0.1', fetch }).status())
  expect(body.detail).toContain('self-signed certificate')
  expect(body.hint).toContain('NODE_EXTRA_CA_CERTS')
})

test('says that no server answers, where, and what to do', async () => {
  const url = await serve(() => {})
  await Promise.all(open.splice(0).map((server) => server.close()))
  const { body } = await problemOf(createClient({ url }).status())
  expect(body).toMatchObject({ code: 'server-unreachable', retry: 'later' })
  expect(body.detail).toContain(url)
  expect(body.detail).toContain('ECONNREFUSED')
  expect(body.hint).toContain('ratchet serve')
})

test('gives up at the deadline, before the first byte and in the middle of a body', async () => {
  const url = await serve((request, response) => {
    if (request.url === '/v1/models') response.writeHead(200).write('[')
  })
  const client = createClient({ url, deadlineMs: 40 })
  expect((await problemOf(client.status())).body.code).toBe('deadline-exceeded')
  const late = await problemOf(client.models())
  expect(late.body).toMatchObject({ code: 'deadline-exceeded', retry: 'later' })
  expect(late.message).toContain('40 ms')
})

test.each([
  ['no JSON at all', 'status', '<html>', 'no JSON'],
  ['an object in place of a list', 'models', '{"models":[]}', 'expected an array'],
  ['a list in place of an object', 'status', '[]', 'expected an object'],
  ['an item without its name', 'models', '[{"versions":1}]', 'without "name"'],
] as const)('refuses a reply that is %s', async (_, operation, text, message) => {
  const url = await serve((_request, response) => void response.end(text))
  const problem = await problemOf(createClient({ url })[operation]())
  expect(problem.body.code).toBe('internal')
  expect(problem.message).toContain(message)
})

test('goes through the fetch it is given', async () => {
  const asked: string[] = []
  const client = createClient({
    url: 'http://in.process',
    fetch: async (url) => {
      asked.push(url)
      return {
        ok: true,
        status: 200,
        json: async () => [],
        arrayBuffer: async () => new ArrayBuffer(0),
      }
    },
  })
  expect(await client.backtests()).toEqual([])
  expect(asked).toEqual(['http://in.process/v1/backtests'])
})

const aSnapshot: NewSnapshot = {
  manifest: { ratchetSnapshot: 1, columns: [{ name: 'a', kind: 'number' }], parts: [], rows: 0 },
  contentHash: '0'.repeat(32),
  provenance: {
    ...{ ratchetSnapshotProvenance: 1, asked: ['flights'], sources: [] },
    engine: { release: '0.1.0', parquetWriter: '1.0.0' },
    quality: {
      ...{ rowsRead: 0, rowsKept: 0, rowsQuarantined: 0, mostBad: 0, counts: [], missing: {} },
    },
  },
  reason: '',
}

function everyCall(client: Client, digest: string): Promise<unknown>[] {
  return [
    client.status(),
    client.predict('flights', { rows: [{}] }),
    client.models(),
    client.versions('flights'),
    client.version('a/b', 'champion'),
    client.package('flights', '2'),
    client.push('flights', new Uint8Array(3), {
      reason: 'first try',
      provenance: { by: 'train.py' },
    }),
    client.aliases('flights', '2001-02-03T00:00:00Z'),
    client.setAlias('flights', 'blessed', { version: 1, reason: '' }),
    client.endpoints(),
    client.endpoint('flights'),
    client.routes('flights'),
    client.promote('flights', { model: 'flights', version: 2, reason: '' }),
    client.rollBack('flights', { reason: '' }),
    client.log('flights', { last: 5 }),
    client.logRecord('flights', '0198.0'),
    client.addOutcomes({ predictionId: 'p.0', value: true }),
    client.addOutcomeRows(new Uint8Array(3), {
      ...{ form: 'csv', name: 'click', source: 'may.csv', offset: 7 },
    }),
    client.backtests('flights'),
    client.backtest(digest),
    client.specification('flights'),
    client.agreeSpecification('flights', {
      specification: { ratchetSpecification: 1, model: 'flights', requirements: [] },
      reason: 'a trial',
    }),
    client.checks('flights'),
    client.check(digest),
    client.snapshots('flights'),
    client.snapshot('flights', 'latest'),
    client.createSnapshot('flights', aSnapshot),
    client.ledger(7),
    client.verifyLedger(),
  ]
}

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown

async function serve(handler: Handler): Promise<string> {
  const server = createServer((request, response) => void handler(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push({
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

async function problemOf(call: Promise<unknown>): Promise<ServerProblem> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof ServerProblem) return error
  throw new Error(`expected a ServerProblem, found ${String(error)}`)
}

function aProblem(fields: { code: string; detail: string; status?: number }) {
  return { type: 'about:blank', title: 'A problem', status: 404, retry: 'never', ...fields }
}
