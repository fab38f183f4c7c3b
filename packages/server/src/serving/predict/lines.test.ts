import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aRow, flightsPackage } from '../testing/flights-package.ts'
import { openWorld, type World } from '../testing/world.ts'

let world: World

beforeAll(async () => {
  world = await openWorld({ limits: { rows: 500 } })
  await world.live('flights', await flightsPackage(0.25))
})
afterAll(() => world.close())

const csvType = { 'content-type': 'text/csv; charset=utf-8' }
const ndjsonType = { 'content-type': 'application/x-ndjson' }
const path = '/predict/flights'
const rows = [aRow, { ...aRow, distance: 4000, weekend: false }]
const ndjson = rows.map((row) => JSON.stringify(row)).join('\n')
const csv = 'id,distance,origin,seats,weekend\na,300,ABQ,120,true\n"b,c",4000,ABQ,120,false\n'

test('CSV, NDJSON and JSON get the same answers', async () => {
  const json = await world.post(path, { rows, raw: true })
  const outputs = json.json.predictions.map((one: { outputs: unknown }) => one.outputs)
  const lines = await world.post(`${path}?raw=true`, ndjson, ndjsonType)
  expect(lines.headers.get('content-type')).toBe('application/x-ndjson')
  const told = lines.text.trimEnd().split('\n')
  expect(told.map((line) => JSON.parse(line))).toEqual(
    json.json.predictions.map(({ raw }: { raw: unknown }, i: number) => ({
      ...{ outputs: outputs[i], raw },
    })),
  )
  const table = await world.post(path, csv, csvType)
  expect(table.headers.get('content-type')).toMatch(/^text\/csv/)
  const [header, ...cells] = table.text.trimEnd().split('\n')
  expect(header).toBe('label,probability.on time,probability.late')
  expect(cells).toEqual(
    outputs.map((one: { label: string; probability: number[] }) =>
      [one.label, ...one.probability].join(','),
    ),
  )
})

test('who answered, and under which id, stands in the headers', async () => {
  const { headers } = await world.post(path, ndjson, ndjsonType)
  expect(headers.get('ratchet-version')).toBe('1')
  expect(headers.get('ratchet-arm')).toBe('champion')
  expect(headers.get('ratchet-served-by')).toBe('champion')
  expect(headers.get('ratchet-prediction-id')).toMatch(/^[0-9a-f-]{36}$/)
})

test('fields that are to be carried come back with the answers', async () => {
  const { text } = await world.post(`${path}?carry=id`, csv, csvType)
  expect(text.split('\n').map((line) => line.split(',')[0])).toEqual(['id', 'a', '"b', ''])
  const exact = `{"id":9223372036854775807,${ndjson.slice(1)}`
  const carried = await world.post(`${path}?carry=id`, exact, ndjsonType)
  expect(carried.text.split('\n')[0]).toContain('"carried":{"id":9223372036854775807}')
})

const refusals: readonly (readonly [string, string, typeof csvType, number, string, RegExp])[] = [
  ['nothing', '', csvType, 400, 'request-invalid', /no row/],
  [
    'a header without rows',
    'distance,origin,seats,weekend\n',
    csvType,
    400,
    'request-invalid',
    /no row/,
  ],
  [
    'CSV without a header',
    '300,hunter2,120,true\n',
    csvType,
    400,
    'row-field-missing',
    /column distance/,
  ],
  [
    'a bad cell',
    csv.replace('4000', 'hunter2'),
    csvType,
    400,
    'rows-refused',
    /\/lines\/3\/distance/,
  ],
  ['a short line', `${csv}1,2\n`, csvType, 400, 'rows-refused', /\/lines\/4.*5 cells/],
  ['a key twice', `${ndjson}\n{"a":1,"a":2}`, ndjsonType, 400, 'rows-refused', /3.*twice/],
  ['a line that is no JSON', `${ndjson}\nhunter2`, ndjsonType, 400, 'rows-refused', /\/lines\/3/],
  [
    'a bad row',
    ndjson.replace('4000', '"hunter2"'),
    ndjsonType,
    400,
    'rows-refused',
    /\/lines\/2\/distance/,
  ],
  [
    'too many rows',
    `${JSON.stringify(aRow)}\n`.repeat(501),
    ndjsonType,
    413,
    'too-many-rows',
    /501/,
  ],
]

test.each(refusals)(
  '%s refuses all, by line and without a value',
  async (_, body, type, status, code, told) => {
    const reply = await world.post(path, body, type)
    expect([reply.status, reply.json.code]).toEqual([status, code])
    expect(reply.json.detail).toMatch(told)
    expect(reply.text).not.toContain('hunter2')
  },
)

test('an unknown parameter is refused', async () => {
  expect((await world.post(`${path}?raw=1`, csv, csvType)).status).toBe(400)
  expect((await world.post(`${path}?row=true`, csv, csvType)).status).toBe(400)
})

test('a compressed body is answered as the same body without', async () => {
  const plain = await world.post(path, csv, csvType)
  const packed = await world.post(path, gzipSync(csv), { ...csvType, 'content-encoding': 'gzip' })
  expect(packed.text).toBe(plain.text)
})
