import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { createRouter } from '../../platform/http-kit/router.ts'
import { createIds } from '../../platform/ids.ts'
import { silentLogger } from '../../platform/logger.ts'
import { outcomeRoutes } from './http.ts'
import { OutcomeService } from './service.ts'
import { anOrder, openIntake } from './testing/open-intake.ts'

function openRoute(keeps = true) {
  const memory = openIntake()
  const { endpoints, key } = anOrder()
  const units = { endpoints: async () => endpoints, key: () => key }
  const service = new OutcomeService({ intake: memory.intake, units, clock: memory.clock })
  const router = createRouter({
    ...{ routes: outcomeRoutes(keeps ? service : undefined), actor: 'http' },
    ...{ ids: createIds(memory), logger: silentLogger, maximumBodyBytes: 10 },
    surfaces: new Set(['read', 'predict'] as const),
  })
  const post = async (body: BodyInit, headers: Record<string, string> = {}, query = '') => {
    const init = { method: 'POST', body, headers, duplex: 'half' } as RequestInit
    const reply = await router.request(`http://x/outcomes${query}`, init)
    return { status: reply.status, json: await reply.json() }
  }
  return { ...memory, post }
}

const outcome = '{"predictionId":"p.0","value":1}'
const ndjson = { 'content-type': 'application/x-ndjson' }

test('one outcome in JSON is answered with its receipt', async () => {
  const { post } = openRoute()
  const receipt = { accepted: 1, quarantined: 0, refused: [] }
  expect(await post(outcome, { 'content-type': 'application/json; charset=utf-8' })).toEqual({
    ...{ status: 200, json: receipt },
  })
  // As curl -d sends it, and as a client that declares nothing.
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  for (const headers of [form, {}]) {
    expect((await post(new TextEncoder().encode(outcome), headers)).json).toEqual(receipt)
  }
})

test('a bad outcome in JSON is refused with the problem, bad lines with a receipt', async () => {
  const { post, quarantine } = openRoute()
  const bad = '{"predictionId":"p.0"}'
  expect(await post(bad, { 'content-type': 'application/json' })).toMatchObject({
    ...{ status: 400, json: { code: 'outcome-invalid', errors: [{ pointer: '/value' }] } },
  })
  expect(await post(`${bad}\n${outcome}\n`, ndjson)).toMatchObject({
    ...{ status: 200, json: { accepted: 1, quarantined: 1, refused: [{ line: 1 }] } },
  })
  const [[day, rows] = []] = [...quarantine.runs]
  expect(day).toBe('2026-11-21')
  expect(rows).toMatchObject([{ source: expect.stringMatching(/^request /), place: { line: 1 } }])
})

test('a body that comes in pieces is read as it comes, however long it is', async () => {
  const { post, all } = openRoute()
  const pieces = Readable.toWeb(
    Readable.from(
      (async function* () {
        for (let i = 0; i < 500; i++) yield new TextEncoder().encode(`${outcome.slice(0, 20)}`)
        yield new TextEncoder().encode('\n')
        for (let i = 0; i < 500; i++) yield new TextEncoder().encode(`${outcome}\n`)
      })(),
    ),
  )
  expect((await post(pieces as unknown as BodyInit, ndjson)).json).toMatchObject({
    ...{ accepted: 500, quarantined: 1 },
  })
  expect(await all()).toHaveLength(500)
})

test('what is still sent of a refused body is read, so that its sender sees the answer', async () => {
  const { post } = openRoute()
  let pulled = 0
  const pieces = Readable.toWeb(
    Readable.from(
      (async function* () {
        for (; pulled < 300; pulled++) yield new TextEncoder().encode('predictionId,valeu\np,1\n')
      })(),
    ),
  )
  const { status, json } = await post(pieces as unknown as BodyInit, { 'content-type': 'text/csv' })
  expect([status, json.code, pulled]).toEqual([400, 'data-column-unknown', 300])
})

test('a body that breaks off is told as that, and the next one is taken', async () => {
  const { post, all } = openRoute()
  const pieces = Readable.toWeb(
    Readable.from(
      (async function* () {
        yield new TextEncoder().encode(`${outcome}\n${outcome.slice(0, 9)}`)
        throw new Error('socket hang up')
      })(),
    ),
  )
  const broken = await post(pieces as unknown as BodyInit, ndjson)
  expect([broken.status, broken.json.code]).toEqual([400, 'body-malformed'])
  expect(broken.json.detail).toBe('The body broke off behind byte 42.')
  expect((await post(outcome, ndjson)).json).toMatchObject({ accepted: 1 })
  expect((await all()).every(({ value }) => value === 1)).toBe(true)
})

test('an endpoint beside the body that there is not is refused, with the nearest', async () => {
  const { post } = openRoute()
  const { status, json } = await post(`${outcome}\n`, ndjson, '?endpoint=flihgts')
  expect([status, json.code, json.hint]).toEqual([404, 'endpoint-not-found', 'Is flights meant?'])
})

test('endpoint, name, columns and places of a body can be said beside it', async () => {
  const { post, all } = openRoute()
  const query = '?endpoint=flights&name=paid&columns=value%3Dsold,predictionId%3Dpid&ignore=note'
  const csv = 'pid,note,sold\np.0,fine,3\n,,4\n'
  const { json } = await post(csv, { 'content-type': 'text/csv' }, `${query}&offset=100&run=r1`)
  expect(json).toMatchObject({ accepted: 1, quarantine: 'outcomes-r1', refused: [{ line: 103 }] })
  expect(await all()).toMatchObject([{ endpoint: 'flights', name: 'paid', value: 3 }])
  for (const wrong of [
    '?columns=valeu%3Dx',
    '?run=..%2Fx',
    '?offset=-1',
    '?nam=x',
    '?endpoint=a%20b',
  ]) {
    expect((await post(csv, ndjson, wrong)).json).toMatchObject({ code: 'request-invalid' })
  }
})

test.each<[string, Record<string, string>]>([
  ['another type', { 'content-type': 'image/png' }],
  ['another charset', { 'content-type': 'text/csv; charset=latin1' }],
  ['a compressed body', { 'content-type': 'application/json', 'content-encoding': 'gzip' }],
  ['a form of another site', { 'content-type': 'text/plain', origin: 'http://evil.example' }],
])('refuses %s', async (_, headers) => {
  const { post, all } = openRoute()
  const { status, json } = await post(outcome, headers)
  expect([status, json.code]).toEqual([415, 'content-type-unsupported'])
  expect(await all()).toEqual([])
})

test('a server that keeps nothing takes no outcomes, and says so', async () => {
  const { post } = openRoute(false)
  expect(await post(outcome)).toMatchObject({ status: 404, json: { code: 'outcomes-absent' } })
})
