import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  type RunningServer,
  runRatchet,
  startServer,
  temporaryFolder,
} from '../support/run-ratchet.ts'
import { expectedRows, flightsModel } from './flights-model.ts'

const good = expectedRows()[0]?.input ?? {}

test('a server refuses each bad request by its own words, and answers the next good one', async () => {
  using folder = temporaryFolder()
  const server = await startServer([`flights=${flightsModel}`], { cwd: folder.path })
  const bodyOf = (change: object) => JSON.stringify({ rows: [{ ...good, ...change }] })
  const { distance: _, ...lacking } = good
  const cases: readonly [body: string | Uint8Array, status: number, code: string, says: RegExp][] =
    [
      ['{"rows":[', 400, 'body-malformed', /JSON/],
      [Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d), 400, 'body-not-utf8', /UTF-8/],
      ['{"rows":{}}', 400, 'request-invalid', /rows/],
      [bodyOf({ hour: 'seven' }), 400, 'row-type', /found text, expected a number/],
      [
        JSON.stringify({ rows: [{ ...lacking, distnace: 300 }] }),
        400,
        'row-field-missing',
        /distnace/,
      ],
    ]
  for (const [body, status, code, says] of cases) {
    const { status: got, text } = await post(server, '/predict/flights', body)
    expect([got, codeOf(text), text]).toEqual([status, code, expect.stringMatching(says)])
    expect((await post(server, '/predict/flights', bodyOf({}))).status).toBe(200)
  }
  const unknown = await post(server, '/predict/flihgts', bodyOf({}))
  expect(unknown.status).toBe(404)
  expect(unknown.text).toContain('flights')
  expect(await server.stop()).toBe(0)
})

test('a body of 100 MB is refused at its bound, whether its length is said or not', async () => {
  using folder = temporaryFolder()
  const server = await startServer([`flights=${flightsModel}`], { cwd: folder.path })
  const block = Buffer.alloc(1 << 20, 0x20)
  for (const said of [true, false]) {
    const { status, text } = await postBlocks(server, block, 100, said)
    expect([status, codeOf(text)]).toEqual([413, 'body-too-large'])
  }
  expect((await post(server, '/predict/flights', JSON.stringify({ rows: [good] }))).status).toBe(
    200,
  )
  expect(await server.stop()).toBe(0)
})

test('a blob that was changed on the disk is not served, and the file is named', async () => {
  using folder = temporaryFolder()
  const data = join(folder.path, 'data')
  const options = { cwd: folder.path, env: { RATCHET_DATA: data } }
  expect((await runRatchet(['push', flightsModel, '--name', 'flights'], options)).status).toBe(0)
  const blob = largestFileOf(join(data, 'blobs'))
  const bytes = readFileSync(blob)
  bytes[bytes.length - 9] = (bytes[bytes.length - 9] ?? 0) ^ 1
  writeFileSync(blob, bytes)
  const verified = await runRatchet(['verify', 'flights@1'], options)
  expect(verified.status).not.toBe(0)
  expect(verified.stderr).toMatch(/sha256:[0-9a-f]{12}/)
  truncateSync(blob, 100)
  const promoted = await runRatchet(['promote', 'flights@1', '--waive', 'a test'], options)
  expect(promoted.status).not.toBe(0)
  const status = await runRatchet(['status', '--json'], options)
  expect(status.stdout).not.toContain('"champion":{')
})

test('a model file with one number changed is refused by line, and nothing of it is registered', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'model.txt')
  const text = readFileSync(flightsModel, 'utf8')
  writeFileSync(file, text.replace('num_leaves=31', 'num_leaves=30'))
  const ran = await runRatchet(['push', file, '--name', 'flights'], {
    cwd: folder.path,
    env: { RATCHET_DATA: join(folder.path, 'data') },
  })
  expect(ran.status).toBe(3)
  expect(ran.stderr).toMatch(/line \d+/)
  const listed = await runRatchet(['model', 'list', '--json'], {
    cwd: folder.path,
    env: { RATCHET_DATA: join(folder.path, 'data') },
  })
  expect(listed.stdout).not.toContain('flights')
})

/** The code of the first refused row, else of the whole. */
function codeOf(text: string): string {
  const problem = JSON.parse(text) as { code: string; errors?: { code: string }[] }
  return problem.errors?.[0]?.code ?? problem.code
}

interface Answer {
  readonly status: number
  readonly text: string
}

async function post(
  server: RunningServer,
  path: string,
  body: string | Uint8Array,
): Promise<Answer> {
  const headers = { 'content-type': 'application/json' }
  const reply = await fetch(server.url + path, { method: 'POST', headers, body: Buffer.from(body) })
  return { status: reply.status, text: await reply.text() }
}

/** Sends blocks until the server has answered, as a client that listens while it sends. */
function postBlocks(
  server: RunningServer,
  block: Buffer,
  count: number,
  saysLength: boolean,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = saysLength ? { 'content-length': block.length * count } : {}
    const sent = request(`${server.url}/predict/flights`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...length },
    })
    let done = false
    sent.on('response', (reply) => {
      let text = ''
      reply.on('data', (chunk: Buffer) => {
        text += chunk.toString('utf8')
      })
      reply.on('end', () => {
        done = true
        resolve({ status: reply.statusCode ?? 0, text })
        sent.destroy()
      })
    })
    // A server that has answered may close the connection on what is still being sent.
    sent.on('error', (error) => {
      if (!done) setTimeout(() => (done ? undefined : reject(error)), 500)
    })
    const send = (left: number) => {
      if (left === 0) sent.end()
      else if (!done) sent.write(block, () => send(left - 1))
    }
    send(count)
  })
}

function largestFileOf(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  const sized = files.map((file) => ({ file, size: statSync(file).size }))
  return sized.toSorted((a, b) => b.size - a.size)[0]?.file ?? ''
}

test.each(['99999', '-1'])(
  'a port that is none is refused before anything is loaded: %s',
  async (port) => {
    using folder = temporaryFolder()
    const ran = await runRatchet(['serve', 'nothing.txt', `--port=${port}`], { cwd: folder.path })
    expect(ran.status).toBe(2)
    expect(ran.stderr).toContain(`--port is ${port}; it must lie between 0 and 65535.`)
  },
)
