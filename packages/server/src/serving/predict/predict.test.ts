import { Buffer } from 'node:buffer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aRow, flightsPackage } from '../testing/flights-package.ts'
import { openWorld, type World } from '../testing/world.ts'

let world: World

beforeAll(async () => {
  world = await openWorld({ limits: { rows: 2000, bodyBytes: 1 << 20 } })
  await world.live('flights', await flightsPackage(0.25))
})
afterAll(() => world.close())

test('answers rows in order, with ids made of the request and the row', async () => {
  const rows = [aRow, { ...aRow, distance: 4000, weekend: false }]
  const { status, json, headers } = await world.post('/predict/flights', { rows })
  expect(status).toBe(200)
  expect(headers.get('content-type')).toBe('application/json')
  expect(json.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(Object.keys(json)).toEqual(['id', 'endpoint', 'predictions'])
  expect(json.endpoint).toBe('flights')
  const [one, other] = json.predictions
  expect(one).toEqual({
    ...{ id: `${json.id}.0`, version: 1, arm: 'champion', servedBy: 'champion' },
    outputs: { label: 'late', probability: [expect.any(Number), expect.any(Number)] },
  })
  expect(other.id).toBe(`${json.id}.1`)
  expect(other.outputs.probability[1]).toBeGreaterThan(one.outputs.probability[1])
  expect('raw' in one).toBe(false)
})

test('gives the margins when raw is asked for', async () => {
  const { json } = await world.post('/predict/flights', { rows: [aRow], raw: true })
  const margin = 0.25 + 300 * 0.001 + 0 + 120 * 0.003 + 0.004
  expect(json.predictions[0].raw).toHaveLength(1)
  expect(json.predictions[0].raw[0]).toBeCloseTo(margin, 12)
})

test('answers many rows as it answers them one by one', async () => {
  const rows = Array.from({ length: 1500 }, (_, i) => ({ ...aRow, distance: i }))
  const { json } = await world.post('/predict/flights', { rows, raw: true })
  expect(json.predictions).toHaveLength(1500)
  for (const i of [0, 255, 256, 1023, 1024, 1499]) {
    const alone = await world.post('/predict/flights', { rows: [rows[i]], raw: true })
    expect(json.predictions[i].outputs).toEqual(alone.json.predictions[0].outputs)
    expect(json.predictions[i].raw).toEqual(alone.json.predictions[0].raw)
    expect(json.predictions[i].id).toBe(`${json.id}.${i}`)
  }
})

test('one bad row refuses them all, and tells place, type and expectation but no value', async () => {
  const rows = [aRow, { ...aRow, distance: 'secret' }, { ...aRow, origin: 'XYZZY' }, 7]
  const { status, json, text, headers } = await world.post('/predict/flights', { rows })
  expect(status).toBe(400)
  expect(headers.get('content-type')).toBe('application/problem+json')
  expect(json.code).toBe('rows-refused')
  expect(json.errors).toEqual([
    { code: 'row-type', pointer: '/rows/1/distance', detail: 'found text, expected a number.' },
    {
      code: 'row-level-unknown',
      pointer: '/rows/2/origin',
      detail: expect.stringContaining('ABQ, JFK, SFO'),
    },
    { code: 'row-not-object', pointer: '/rows/3', detail: 'found a number, expected an object.' },
  ])
  expect(text).not.toMatch(/secret|XYZZY/)
})

test('tells of at most twenty bad rows', async () => {
  const rows = Array.from({ length: 300 }, () => ({}))
  const { json } = await world.post('/predict/flights', { rows })
  expect(json.errors).toHaveLength(20)
  expect(json.detail).toMatch(/^At least 20 rows are refused, so none of 300 was answered/)
})

test('a late bad row refuses a long request too', async () => {
  const rows = Array.from({ length: 1999 }, () => aRow) as unknown[]
  rows[1998] = { ...aRow, seats: 1.5 }
  const { status, json } = await world.post('/predict/flights', { rows })
  expect(status).toBe(400)
  expect(json.errors[0].pointer).toBe('/rows/1998/seats')
})

const malformed: readonly (readonly [string, string | Buffer, string])[] = [
  ['an empty body', '', 'body-malformed'],
  ['broken JSON', '{"rows":[{"distance":12345', 'body-malformed'],
  [
    'bytes that are not UTF-8',
    Buffer.from('{"rows":[{"origin":"\xff\xfe"}]}', 'latin1'),
    'body-not-utf8',
  ],
  ['an array', '[1]', 'request-invalid'],
  ['null', 'null', 'request-invalid'],
  ['no rows', '{}', 'request-invalid'],
  ['rows that are no array', '{"rows":{}}', 'request-invalid'],
  ['an empty array of rows', '{"rows":[]}', 'request-invalid'],
  ['an unknown key', '{"rows":[{}],"row":1}', 'request-invalid'],
  ['a key that stands twice', '{"rows":[{}],"rows":[{}]}', 'request-invalid'],
  ['a key that stands twice, once escaped', '{"rows":[{}],"\\u0072ows":[{}]}', 'request-invalid'],
  ['a row with a key twice', '{"rows":[{"seats":1},{"seats":1,"seats":2}]}', 'request-invalid'],
  ['a key twice further down', '{"rows":[{"extra":{"a":1,"a" :2}}]}', 'request-invalid'],
  ['raw of the wrong type', '{"rows":[{}],"raw":1}', 'request-invalid'],
  ['nesting beyond reason', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'request-invalid'],
  [
    'a row nested deeply',
    `{"rows":[${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}]}`,
    'rows-refused',
  ],
  ['a NaN token', '{"rows":[{"distance":NaN}]}', 'body-malformed'],
]

test.each(malformed)('%s is refused', async (_, body, code) => {
  const { status, json } = await world.post('/predict/flights', body)
  expect(status).toBe(400)
  expect(json.code).toBe(code)
  expect(json.status).toBe(400)
})

test('what is wrong in a body is not repeated', async () => {
  const { text } = await world.post('/predict/flights', '{"rows": [{"origin": hunter2}]}')
  expect(text).not.toContain('hunter2')
})

test('the words rows and raw inside a row are no repeated keys', async () => {
  const rows = [{ ...aRow, rows: 'rows', raw: '"raw"' }]
  expect((await world.post('/predict/flights', { rows, raw: false })).status).toBe(200)
})

test('a body over the limit is refused, whether it says its length or not', async () => {
  const body = `{"rows":[${'1'.repeat(2 << 20)}]}`
  const declared = await world.post('/predict/flights', body)
  expect(declared.status).toBe(413)
  expect(declared.json.code).toBe('body-too-large')
  const stream = new ReadableStream({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode(body))
      controller.close()
    },
  })
  const init = { method: 'POST', body: stream, duplex: 'half' } as RequestInit
  const chunked = await fetch(`${world.host.url}/predict/flights`, init)
  expect(chunked.status).toBe(413)
})

test('too many rows are refused with the number that is taken', async () => {
  const { status, json } = await world.post('/predict/flights', {
    rows: Array.from({ length: 2001 }, () => ({})),
  })
  expect(status).toBe(413)
  expect(json.detail).toContain('2001')
  expect(json.detail).toContain('2000')
})

test('an unknown endpoint is told with the nearest name', async () => {
  const { status, json } = await world.post('/predict/flihgts', { rows: [aRow] })
  expect(status).toBe(404)
  expect(json.code).toBe('endpoint-not-found')
  expect(json.hint).toContain('flights')
})

test('other methods and content types are refused', async () => {
  const got = await world.get('/predict/flights')
  expect(got.status).toBe(405)
  expect(got.headers.get('allow')).toBe('POST')
  for (const headers of [
    { 'content-type': 'application/xml' },
    { 'content-type': 'application/json; charset=latin1' },
    { 'content-type': 'application/json', 'content-encoding': 'br' },
  ]) {
    const refused = await world.post('/predict/flights', { rows: [aRow] }, headers)
    expect([refused.status, refused.json.code]).toEqual([415, 'content-type-unsupported'])
  }
})

test('what curl and urllib declare by default counts as JSON, but not from a web page', async () => {
  for (const type of ['application/x-www-form-urlencoded', 'text/plain;charset=UTF-8']) {
    const headers = { 'content-type': type }
    expect((await world.post('/predict/flights', { rows: [aRow] }, headers)).status).toBe(200)
    const fromPage = { ...headers, origin: 'https://elsewhere.example' }
    expect((await world.post('/predict/flights', { rows: [aRow] }, fromPage)).status).toBe(415)
  }
})

test('text beyond ASCII is read as UTF-8', async () => {
  const rows = [{ ...aRow, nöte: 'Zürich ☂' }]
  expect((await world.post('/predict/flights', { rows })).status).toBe(200)
})

test('a row whose keys are names of built-in members is only a row', async () => {
  const body = `{"rows":[{"distance":1,"origin":"JFK","seats":2,"__proto__":{"weekend":7},"constructor":1,"toString":2}]}`
  expect((await world.post('/predict/flights', body)).status).toBe(200)
})

test('paths of others are left to the fallback', async () => {
  expect((await world.get('/v1/status')).text).toBe('fallback')
})
