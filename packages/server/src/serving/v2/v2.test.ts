import { afterAll, beforeAll, expect, test } from 'vitest'
import { distancePackage } from '../testing/distance-package.ts'
import { aRow, flightsPackage } from '../testing/flights-package.ts'
import { openWorld, type World } from '../testing/world.ts'

let world: World

beforeAll(async () => {
  world = await openWorld()
  await world.live('flights', await flightsPackage(0.25))
})
afterAll(() => world.close())

type Tensor = {
  name: string
  datatype: string
  shape: unknown
  data: unknown
  parameters?: unknown
}

function inputs(...changes: readonly Partial<Tensor>[]): Tensor[] {
  const all: Tensor[] = [
    { name: 'distance', datatype: 'FP64', shape: [2], data: [300, 4000] },
    { name: 'origin', datatype: 'BYTES', shape: [2], data: ['ABQ', 'JFK'] },
    { name: 'seats', datatype: 'INT64', shape: [2], data: [120, 180] },
    { name: 'weekend', datatype: 'BOOL', shape: [2], data: [true, false] },
  ]
  return all.map((tensor, i) => ({ ...tensor, ...changes[i] }))
}

const infer = '/v2/models/flights/infer'

test('tells what it is, that it lives and that it is ready', async () => {
  expect((await world.get('/v2')).json).toEqual({
    ...{ name: 'ratchet', version: '0.1.0', extensions: expect.arrayContaining(['statistics']) },
  })
  expect((await world.get('/v2/health/live')).json).toEqual({ live: true })
  expect((await world.get('/v2/health/ready')).json).toEqual({ ready: true })
  const ready = { name: 'flights', ready: true }
  expect((await world.get('/v2/models/flights/ready')).json).toEqual(ready)
  expect((await world.get('/v2/models/flights/versions/1/ready')).json).toEqual(ready)
})

test('metadata names every field and output as a tensor', async () => {
  const { json } = await world.get('/v2/models/flights')
  expect(json).toEqual({
    name: 'flights',
    versions: ['1'],
    platform: 'ratchet_package',
    inputs: inputs().map(({ name, datatype }) => ({ name, datatype, shape: [-1] })),
    outputs: [
      { name: 'label', datatype: 'BYTES', shape: [-1] },
      { name: 'probability', datatype: 'FP64', shape: [-1, 2] },
      { name: 'raw', datatype: 'FP64', shape: [-1, 1] },
    ],
  })
  expect((await world.get('/v2/models/flights/versions/1')).json).toEqual(json)
})

test('outliers and clusters are told under their own names', async () => {
  await world.live('outliers', await distancePackage('anomaly'))
  await world.live('clusters', await distancePackage('clustering'))
  const rows = { rows: [{ x: 1 }, { x: 9 }] }
  const outputsOf = async (name: string) => {
    const { json } = await world.post(`/predict/${name}`, rows)
    const { predictions } = json as { predictions: readonly { outputs: unknown }[] }
    return predictions.map(({ outputs }) => outputs)
  }
  expect(await outputsOf('outliers')).toEqual([
    { label: 1, score: 2 },
    { label: -1, score: -6 },
  ])
  expect(await outputsOf('clusters')).toEqual([
    { cluster: 0, distance: [1, 7] },
    { cluster: 1, distance: [9, 1] },
  ])
  const x = { name: 'x', datatype: 'FP64', shape: [2], data: [1, 9] }
  const tensors = async (name: string) => {
    const { json } = await world.post(`/v2/models/${name}/infer`, { inputs: [x] })
    return (json as { outputs: unknown }).outputs
  }
  expect(await tensors('outliers')).toEqual([
    { name: 'label', datatype: 'INT64', shape: [2], data: [1, -1] },
    { name: 'score', datatype: 'FP64', shape: [2], data: [2, -6] },
  ])
  expect(await tensors('clusters')).toEqual([
    { name: 'cluster', datatype: 'INT64', shape: [2], data: [0, 1] },
    { name: 'distance', datatype: 'FP64', shape: [2, 2], data: [1, 7, 9, 1] },
  ])
})

test('answers as /predict does, tensor by tensor, and echoes the id', async () => {
  const { status, json } = await world.post(infer, { id: 'höhe\r\n☂', inputs: inputs() })
  expect(status).toBe(200)
  expect(json).toMatchObject({ model_name: 'flights', model_version: '1', id: 'höhe\r\n☂' })
  expect(json.parameters.prediction_id).toMatch(/^[0-9a-f-]{36}$/)
  const rows = [aRow, { distance: 4000, origin: 'JFK', seats: 180, weekend: false }]
  const plain = await world.post('/predict/flights', { rows })
  const outputs = plain.json.predictions.map((one: { outputs: unknown }) => one.outputs)
  expect(json.outputs).toEqual([
    ...[
      { name: 'label', shape: [2], datatype: 'BYTES', data: [outputs[0].label, outputs[1].label] },
    ],
    {
      ...{ name: 'probability', shape: [2, 2], datatype: 'FP64' },
      data: [...outputs[0].probability, ...outputs[1].probability],
    },
  ])
})

test('takes nested data, no content type, and numbers of other widths', async () => {
  const nested = inputs(
    { shape: [2, 1], data: [[300], [4000]], datatype: 'FP32' },
    {},
    { datatype: 'INT16' },
  )
  const { json, status } = await world.post(infer, { inputs: nested }, {})
  expect(status).toBe(200)
  const flat = await world.post(infer, { inputs: inputs() })
  expect(json.outputs).toEqual(flat.json.outputs)
})

test('answers the outputs that are asked for, in that order', async () => {
  const names = (json: { outputs: { name: string }[] }) => json.outputs.map((one) => one.name)
  const some = { inputs: inputs(), outputs: [{ name: 'raw' }, { name: 'label' }] }
  expect(names((await world.post(infer, some)).json)).toEqual(['raw', 'label'])
  const raw = { inputs: inputs(), parameters: { raw: true } }
  expect(names((await world.post(infer, raw)).json)).toEqual(['label', 'probability', 'raw'])
})

test('null is a missing value where the contract takes one', async () => {
  const missing = inputs({ data: [null, 'NaN'] })
  expect((await world.post(infer, { inputs: missing })).status).toBe(200)
  const refused = await world.post(infer, { inputs: inputs({}, { data: [null, 'JFK'] }) })
  expect(refused.json.error).toContain('/inputs/1/data/0')
})

const bad: readonly (readonly [string, unknown, RegExp])[] = [
  ['no inputs', {}, /\/inputs: found nothing, expected an array/],
  ['an empty body', '', /body is not JSON/i],
  ['an unknown input', { inputs: inputs({ name: 'distanse' }) }, /distance/],
  ['an input twice', { inputs: [...inputs(), ...inputs()] }, /stands twice/],
  ['a key twice', '{"inputs":[{"name":"distance","name":"seats"}]}', /\/inputs\/0\/name: .*twice/],
  [
    'numbers for truth values',
    { inputs: inputs({}, {}, {}, { data: [1, 0] }) },
    /\/inputs\/3\/data\/0: found a number, expected true or false/,
  ],
  ['an input too few', { inputs: inputs().slice(1) }, /distance is lacking/],
  ['an unknown datatype', { inputs: inputs({ datatype: 'FP8' }) }, /\/inputs\/0\/datatype/],
  [
    'text declared as a number',
    { inputs: inputs({ data: ['1', 2] }) },
    /\/inputs\/0\/data\/0: found text/,
  ],
  ['a datatype of another kind', { inputs: inputs({ datatype: 'BYTES' }) }, /expected FP64/],
  ['too few elements', { inputs: inputs({ data: [1] }) }, /found 1 elements, expected 2/],
  ['unequal rows', { inputs: inputs({ shape: [1], data: [1] }) }, /found 2 rows, expected 1/],
  ['a negative dimension', { inputs: inputs({ shape: [-2] }) }, /\/inputs\/0\/shape/],
  ['a huge dimension', { inputs: inputs({ shape: [1e308] }) }, /\/inputs\/0\/shape/],
  ['ragged data', { inputs: inputs({ shape: [2, 1], data: [[1], [2, 3]] }) }, /one element/],
  [
    'an integer out of range',
    { inputs: inputs({}, {}, { datatype: 'INT8', data: [1, 300] }) },
    /-128 to 127/,
  ],
  [
    'an integer that a double cannot hold',
    { inputs: inputs({}, {}, { data: [1, 2 ** 53] }) },
    /9007199254740991/,
  ],
  ['an unknown output', { inputs: inputs(), outputs: [{ name: 'x' }] }, /label, probability, raw/],
  ['an output twice', { inputs: inputs(), outputs: [{ name: 'raw' }, { name: 'raw' }] }, /twice/],
  ['an id that is no text', { id: 7, inputs: inputs() }, /\/id: found a number/],
  [
    'a value out of its range',
    { inputs: inputs({ data: [1, 9000] }) },
    /\/inputs\/0\/data\/1.*0 to 5000/,
  ],
  ['binary data', { inputs: inputs({ parameters: { binary_data_size: 16 } }) }, /binary/],
  ['an unknown key', { inputs: inputs(), input: 1 }, /found the key "input"/],
]

test.each(bad)('%s is refused in the shape of the protocol', async (_, body, expected) => {
  const { status, json } = await world.post(infer, body as object)
  expect(status).toBe(400)
  expect(Object.keys(json)).toEqual(['error'])
  expect(json.error).toMatch(expected)
})

test('paths, models and versions that there are not give 404, other methods 405', async () => {
  for (const path of [
    '/v2/x',
    '/v2/models/flihgts',
    '/v2/models/flights/versions/9',
    '/v2/models',
  ]) {
    const { status, json } = await world.get(path)
    expect(status).toBe(404)
    expect(Object.keys(json)).toEqual(['error'])
  }
  expect((await world.get(infer)).status).toBe(405)
  expect((await world.post('/v2/health/live', {})).status).toBe(405)
})
