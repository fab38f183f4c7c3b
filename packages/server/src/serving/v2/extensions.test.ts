import { Buffer } from 'node:buffer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { flightsPackage } from '../testing/flights-package.ts'
import { openWorld, type Reply, type World } from '../testing/world.ts'

let world: World

beforeAll(async () => {
  world = await openWorld({ repositoryApi: true })
  await world.live('flights', await flightsPackage(0.25))
})
afterAll(() => world.close())

const infer = '/v2/models/flights/infer'
const header = 'inference-header-content-length'

const values = {
  distance: Float64Array.of(300, 4000),
  seats: BigInt64Array.of(120n, 180n),
  weekend: Uint8Array.of(1, 0),
}
const texts = Buffer.from('\x03\0\0\0ABQ\x03\0\0\0JFK')
const parts = [
  ['distance', 'FP64', Buffer.from(values.distance.buffer)],
  ['origin', 'BYTES', texts],
  ['seats', 'INT64', Buffer.from(values.seats.buffer)],
  ['weekend', 'BOOL', Buffer.from(values.weekend.buffer)],
] as const
const inputs = [
  { name: 'distance', datatype: 'FP64', shape: [2], data: [300, 4000] },
  { name: 'origin', datatype: 'BYTES', shape: [2], data: ['ABQ', 'JFK'] },
  { name: 'seats', datatype: 'INT64', shape: [2], data: [120, 180] },
  { name: 'weekend', datatype: 'BOOL', shape: [2], data: [true, false] },
]

type Part = readonly [string, string, Buffer]

function binaryBody(some: readonly Part[] = parts, more: object = {}) {
  const tensors = some.map(([name, datatype, bytes]) => ({
    ...{ name, datatype, shape: [2], parameters: { binary_data_size: bytes.length } },
  }))
  const json = Buffer.from(JSON.stringify({ inputs: tensors, ...more }))
  const body = Buffer.concat([json, ...some.map(([, , bytes]) => bytes)])
  return { body, headers: { [header]: String(json.length) } }
}

function partsOf({ bytes, headers }: Reply) {
  const length = Number(headers.get(header))
  return { json: JSON.parse(bytes.subarray(0, length).toString()), rest: bytes.subarray(length) }
}

test('tensors in binary are answered as the same tensors in JSON', async () => {
  const { body, headers } = binaryBody()
  const binary = await world.post(infer, body, headers)
  expect(binary.status).toBe(200)
  expect(binary.json.outputs).toEqual((await world.post(infer, { inputs })).json.outputs)
})

test('the same JSON before other bytes is answered by those bytes, or refused for them', async () => {
  const { body, headers } = binaryBody()
  const first = await world.post(infer, body, headers)
  const other = Buffer.from(body)
  other.writeDoubleLE(301, Number(headers[header]))
  const second = await world.post(infer, other, headers)
  const json = [{ ...inputs[0], data: [301, 4000] }, ...inputs.slice(1)]
  expect(second.json.outputs).toEqual((await world.post(infer, { inputs: json })).json.outputs)
  expect(second.json.outputs).not.toEqual(first.json.outputs)
  const bad = Buffer.from(body)
  bad[bad.length - 1] = 7
  const refused = await world.post(infer, bad, headers)
  expect([refused.status, refused.json.error]).toEqual([
    400,
    expect.stringMatching(/inputs\/3\/data\/1/),
  ])
  expect((await world.post(infer, body.subarray(0, -1), headers)).status).toBe(400)
  expect((await world.post(infer, body, headers)).json.outputs).toEqual(first.json.outputs)
})

test('answers in binary what is asked for in binary, and the rest in JSON', async () => {
  const outputs = [
    { name: 'probability', parameters: { binary_data: true } },
    { name: 'label', parameters: { binary_data: false } },
    { name: 'raw' },
  ]
  const asked = { inputs, outputs, parameters: { binary_data_output: true } }
  const reply = await world.post(infer, asked)
  const { json, rest } = partsOf(reply)
  expect(json.outputs.map((one: { parameters?: unknown }) => one.parameters)).toEqual([
    ...[{ binary_data_size: 32 }, undefined, { binary_data_size: 16 }],
  ])
  const plain = await world.post(infer, { inputs, outputs: outputs.map(({ name }) => ({ name })) })
  const numbers = new Float64Array(Uint8Array.from(rest).buffer)
  const [probability, label, raw] = plain.json.outputs
  expect([...numbers]).toEqual([...probability.data, ...raw.data])
  expect(json.outputs[1]).toEqual(label)
})

test('labels in binary have their lengths before them', async () => {
  const asked = { inputs, outputs: [{ name: 'label', parameters: { binary_data: true } }] }
  const { json, rest } = partsOf(await world.post(infer, asked))
  const [label] = (await world.post(infer, { inputs })).json.outputs
  expect(json.outputs[0].datatype).toBe('BYTES')
  const first = rest.readUInt32LE(0)
  expect(rest.subarray(4, 4 + first).toString()).toBe(label.data[0])
})

test.each(['UINT8', 'INT32', 'UINT64', 'FP16', 'BF16', 'FP32'] as const)(
  'a number given as %s in binary is the number',
  async (datatype) => {
    const bytes = {
      UINT8: Buffer.of(100, 200),
      INT32: Buffer.from(Int32Array.of(100, 200).buffer),
      UINT64: Buffer.from(BigUint64Array.of(100n, 200n).buffer),
      FP16: Buffer.of(0x40, 0x56, 0x40, 0x5a),
      BF16: Buffer.of(0xc8, 0x42, 0x48, 0x43),
      FP32: Buffer.from(Float32Array.of(100, 200).buffer),
    }[datatype]
    const { body, headers } = binaryBody([['distance', datatype, bytes], ...parts.slice(1)])
    const json = [{ ...inputs[0], data: [100, 200] }, ...inputs.slice(1)]
    const binary = await world.post(infer, body, headers)
    expect(binary.json.outputs).toEqual((await world.post(infer, { inputs: json })).json.outputs)
  },
)

const cut = (bytes: Buffer) => bytes.subarray(0, -1)
const whole = binaryBody()
const lies: readonly (readonly [string, Buffer, string, RegExp])[] = [
  ['a header longer than the body', whole.body, '99999', /no length of a part/],
  ['a header that is no number', whole.body, '-1', /no length of a part/],
  ['a header that cuts the JSON', whole.body, '20', /not JSON/],
  ['a body that ends early', cut(whole.body), whole.headers[header] ?? '', /at most the 1 that/],
  [
    ...['bytes left over', Buffer.concat([whole.body, Buffer.of(0)])],
    ...[whole.headers[header] ?? '', /1 bytes that no input/],
  ] as const,
]

test.each(lies)('%s is refused', async (_, body, length, told) => {
  const { status, json } = await world.post(infer, body, { [header]: length })
  expect(status).toBe(400)
  expect(json.error).toMatch(told)
})

const badParts: readonly (readonly [string, Part, RegExp])[] = [
  [
    'too few bytes for the shape',
    ['distance', 'FP64', Buffer.alloc(15)],
    /found 15 bytes, expected 16/,
  ],
  ['a truth value that is neither', ['weekend', 'BOOL', Buffer.of(1, 2)], /\/inputs\/3\/data\/1/],
  [
    'a text longer than its bytes',
    ['origin', 'BYTES', Buffer.of(9, 0, 0, 0, 65)],
    /\/inputs\/1\/data\/0/,
  ],
  ['a text that is no UTF-8', ['origin', 'BYTES', Buffer.of(1, 0, 0, 0, 255)], /UTF-8/],
  ['a text too few', ['origin', 'BYTES', texts.subarray(0, 7)], /found 1 elements/],
  [
    'an integer that a double cannot hold',
    ['seats', 'INT64', Buffer.from(BigInt64Array.of(1n, 2n ** 53n).buffer)],
    /\/inputs\/2\/data\/1.*9007199254740991/,
  ],
]

test.each(badParts)('%s is refused with its place', async (_, part, told) => {
  const { body, headers } = binaryBody(parts.map((own) => (own[0] === part[0] ? part : own)))
  const { status, json } = await world.post(infer, body, headers)
  expect(status).toBe(400)
  expect(json.error).toMatch(told)
})

test('the largest entries of a row are told with their index and class', async () => {
  const outputs = [{ name: 'probability', parameters: { classification: 1 } }]
  const { json } = await world.post(infer, { inputs, outputs })
  const [told] = json.outputs
  const plain = (await world.post(infer, { inputs })).json.outputs
  expect(told).toMatchObject({ datatype: 'BYTES', shape: [2, 1] })
  expect(told.data[1]).toBe(`${plain[1].data[3]}:1:late`)
})

test('a unit and a prediction id go with a request', async () => {
  const { json } = await world.post(infer, { id: 'mine', inputs, parameters: { unit: 'u-1' } })
  expect(json.id).toBe('mine')
  expect(json.parameters.prediction_id).not.toBe('mine')
  expect((await world.post(infer, { inputs, parameters: { unit: 7 } })).status).toBe(400)
})

test('statistics count what was answered and what was refused', async () => {
  const read = async () => (await world.get('/v2/models/flights/stats')).json.model_stats[0]
  const before = await read()
  await world.post(infer, { inputs })
  await world.post(infer, {})
  const after = await read()
  expect(after.inference_count - before.inference_count).toBe(2)
  expect(after.execution_count - before.execution_count).toBe(1)
  expect(after.inference_stats.fail.count - before.inference_stats.fail.count).toBe(1)
  expect(after.inference_stats.success.ns).toBeGreaterThan(before.inference_stats.success.ns)
})

test('the configuration has the tensors of the metadata', async () => {
  const { json } = await world.get('/v2/models/flights/config')
  const metadata = (await world.get('/v2/models/flights')).json
  expect(json.input.map(({ name, dims }: { name: string; dims: unknown }) => [name, dims])).toEqual(
    metadata.inputs.map(({ name, shape }: { name: string; shape: unknown }) => [name, shape]),
  )
  expect(json.input[1].data_type).toBe('TYPE_STRING')
})

test('an unloaded endpoint answers no more, until it is loaded again', async () => {
  const act = (verb: string) => world.post(`/v2/repository/models/flights/${verb}`, {})
  const index = async () => (await world.post('/v2/repository/index', '')).json
  expect(await index()).toEqual([{ name: 'flights', version: '1', state: 'READY', reason: '' }])
  expect((await act('unload')).status).toBe(200)
  expect((await index())[0].state).toBe('UNAVAILABLE')
  expect((await world.post(infer, { inputs })).status).toBe(503)
  expect((await world.get('/v2/models/flights/ready')).status).toBe(503)
  expect((await world.get('/v2/health/ready')).status).toBe(200)
  expect((await world.post('/v2/repository/index', { ready: true })).json).toEqual([])
  expect((await act('load')).status).toBe(200)
  expect((await world.post(infer, { inputs })).status).toBe(200)
})

test('a model that a caller would bring along is refused', async () => {
  const parameters = { config: '{}' }
  const load = '/v2/repository/models/flights/load'
  expect((await world.post(load, { parameters })).status).toBe(400)
  expect((await world.post('/v2/repository/models/flihgts/load', {})).status).toBe(404)
})

test('nothing is unloaded over HTTP unless the server was started so', async () => {
  const closed = await openWorld()
  await closed.live('flights', await flightsPackage(0.25))
  const { status, json } = await closed.post('/v2/repository/models/flights/unload', {})
  expect([status, Object.keys(json)]).toEqual([403, ['error']])
  expect((await closed.post(infer, { inputs })).status).toBe(200)
  await closed.close()
})
