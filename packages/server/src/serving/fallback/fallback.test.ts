import { afterEach, beforeEach, expect, test } from 'vitest'
import { epochMs } from '../engines/types.ts'
import type { LoadedVersion } from '../lifecycle/types.ts'
import { aRow, flightsPackage } from '../testing/flights-package.ts'
import { openWorld, type World } from '../testing/world.ts'

const baseline = { probability: [0.8, 0.2] }
let world: World

beforeEach(async () => {
  world = await openWorld({ endpoints: { flights: { baseline } } })
  await world.live('flights', await flightsPackage(1))
  await world.live('flights', await flightsPackage(2))
})
afterEach(() => world.close())

/** Lets the champion or the standby fail from now on. */
function sabotage(which: 'champion' | 'standby', score: LoadedVersion['scorer']['score']) {
  const entry = world.serving.table.get('flights')
  const handle = which === 'champion' ? entry.live?.handle : entry.standby
  Object.assign(handle?.loaded.scorer as object, { score })
}

const fails = () => {
  throw new RangeError('a bug')
}
const answersNaN: LoadedVersion['scorer']['score'] = (_rows, count, into) => {
  into.probability?.fill(Number.NaN)
  into.count = count
}

test('the standby answers when the champion fails, and the reply says so', async () => {
  sabotage('champion', fails)
  const reply = await world.post('/predict/flights', { rows: [aRow] })
  expect(reply.status).toBe(200)
  expect(reply.json.predictions[0]).toMatchObject({
    ...{ version: 1, arm: 'champion', servedBy: 'standby', fallback: 'error' },
  })
})

test('an answer that is none is not given: the standby answers instead', async () => {
  sabotage('champion', answersNaN)
  const reply = await world.post('/predict/flights', { rows: [aRow, aRow] })
  expect(reply.json.predictions).toHaveLength(2)
  for (const one of reply.json.predictions) {
    expect(one).toMatchObject({ version: 1, servedBy: 'standby', fallback: 'invalid-output' })
  }
})

test('the baseline answers when the standby fails too, as no version', async () => {
  sabotage('champion', fails)
  sabotage('standby', answersNaN)
  const reply = await world.post('/predict/flights', { rows: [aRow] })
  expect(reply.json.predictions[0]).toMatchObject({
    ...{ version: 0, servedBy: 'baseline', fallback: 'invalid-output' },
    outputs: { label: 'on time', probability: [0.8, 0.2] },
  })
})

test('the V2 reply names the version that answered, and why', async () => {
  sabotage('champion', fails)
  const inputs = [
    { name: 'distance', shape: [1], datatype: 'FP64', data: [300] },
    { name: 'origin', shape: [1], datatype: 'BYTES', data: ['ABQ'] },
    { name: 'seats', shape: [1], datatype: 'INT64', data: [120] },
    { name: 'weekend', shape: [1], datatype: 'BOOL', data: [true] },
  ]
  const reply = await world.post('/v2/models/flights/infer', { inputs })
  expect(reply.json).toMatchObject({
    model_version: '1',
    parameters: { served_by: 'standby', fallback: 'error' },
  })
})

test('bad rows are refused and asked of nobody else', async () => {
  sabotage('champion', fails)
  const reply = await world.post('/predict/flights', { rows: [{ ...aRow, origin: 'XXX' }] })
  expect(reply.status).toBe(400)
  expect(reply.json.code).toBe('rows-refused')
})

test('every step down the chain is counted, by who answered and why', async () => {
  sabotage('champion', fails)
  await world.post('/predict/flights', { rows: [aRow] })
  const text = world.serving.metrics.text()
  expect(text).toContain(
    'ratchet_fallbacks_total{endpoint="flights",served_by="standby",reason="error"} 1',
  )
  expect(text).toContain('version="1",arm="champion"} 1')
})

test('without anyone behind it, a failing version is a 503 that tells nothing of the input', async () => {
  const lonely = await openWorld()
  await lonely.live('flights', await flightsPackage(1))
  const { scorer } = lonely.serving.table.get('flights').live?.handle.loaded ?? {}
  Object.assign(scorer as object, { score: answersNaN })
  const reply = await lonely.post('/predict/flights', { rows: [aRow] })
  expect(reply.status).toBe(503)
  expect(reply.json.code).toBe('prediction-failed')
  expect(reply.text).not.toContain('300')
  await lonely.close()
})

test('a model that hangs in its thread is answered for by the standby, within the deadline', async () => {
  const entry = world.serving.table.get('flights')
  const { loaded } = entry.live?.handle ?? {}
  const engine = {
    close: () => {},
    score: async (_rows: Float64Array, _count: number, deadline: number) => {
      while (epochMs() < deadline) await new Promise(setImmediate)
      return { kind: 'late' }
    },
  }
  Object.assign(loaded as object, { engine })
  Object.assign(entry.live as object, { rowsAtOnce: 0 })
  const headers = { 'content-type': 'application/json', 'x-request-deadline-ms': '100' }
  const reply = await world.post('/predict/flights', { rows: [aRow] }, headers)
  expect(reply.json.predictions[0]).toMatchObject({ servedBy: 'standby', fallback: 'timeout' })
})

test('a baseline that does not answer what the endpoint promises stops the server from starting', async () => {
  const { serving, directory } = world
  const options = { endpoints: { flights: { baseline: { value: 1 } } } }
  const other = await openWorld(options)
  await expect(other.serving.start(await directory.list())).rejects.toMatchObject({
    code: 'config-invalid',
    message: expect.stringContaining('flights'),
  })
  expect(serving.readiness.isReady()).toBe(true)
  await other.close()
})

test('a deadline that is no time is refused', async () => {
  for (const text of ['soon', '-1', '0', '1e9', '']) {
    const headers = { 'content-type': 'application/json', 'x-request-deadline-ms': text }
    const reply = await world.post('/predict/flights', { rows: [aRow] }, headers)
    expect(reply.status).toBe(400)
  }
})
