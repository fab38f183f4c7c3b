import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../platform/clock.ts'
import { aRow, flightsPackage } from '../testing/flights-package.ts'
import { openWorld, type World } from '../testing/world.ts'
import type { RemoteEngine } from './remote-engine.ts'

let world: World

beforeAll(async () => {
  world = await openWorld({ mostBytesHanded: 0 })
  await world.live('flights', await flightsPackage(1))
})
afterAll(() => world.close())

const engineOf = ({ serving }: World) =>
  serving.table.get('flights').live?.handle.loaded.engine as RemoteEngine

test('a version kept in a thread answers as one that is not, row for row', async () => {
  const here = await openWorld()
  await here.live('flights', await flightsPackage(1))
  for (const count of [1, 2, 700]) {
    const rows = Array.from({ length: count }, (_, i) => ({ ...aRow, distance: i }))
    const [kept, plain] = await Promise.all(
      [world, here].map((one) => one.post('/predict/flights', { rows, raw: true })),
    )
    const answers = (reply: typeof kept) =>
      reply?.json.predictions.map(({ outputs, raw }: Record<string, unknown>) => ({ outputs, raw }))
    expect(kept?.status).toBe(200)
    expect(answers(kept)).toEqual(answers(plain))
  }
  await here.close()
})

test('bad rows are refused before they reach the thread', async () => {
  const reply = await world.post('/predict/flights', { rows: [{ ...aRow, distance: 'far' }] })
  expect(reply.status).toBe(400)
  expect(reply.json.errors[0].pointer).toBe('/rows/0/distance')
})

test('requests under way are answered by the version that they came to, whatever is promoted', async () => {
  const other = await openWorld({ mostBytesHanded: 0, endpoints: { flights: { queue: 1000 } } })
  await other.live('flights', await flightsPackage(1))
  const rows = Array.from({ length: 300 }, () => aRow)
  const replies: Promise<{ readonly status: number }>[] = []
  for (const bias of [2, 3, 4]) {
    for (let i = 0; i < 5; i++) replies.push(other.post('/predict/flights', { rows }))
    await other.live('flights', await flightsPackage(bias))
  }
  const statuses = (await Promise.all(replies)).map(({ status }) => status)
  expect(statuses).toEqual(statuses.map(() => 200))
  await other.close()
})

test('readiness asks the thread for a verification row', async () => {
  expect(world.serving.readiness.isReady()).toBe(true)
  expect(await world.get('/v2/health/ready')).toMatchObject({ status: 200 })
})

test('what has passed its deadline is told so and not begun', async () => {
  const answer = await engineOf(world).score(new Float64Array(4), 1, 0)
  expect(answer).toEqual({ kind: 'late' })
})

test('a thread that dies is a version that is not ready, until it has been loaded again', async () => {
  const engine = engineOf(world)
  engine.onDeath?.(new Error('ended'))
  engine.close()
  expect(world.serving.readiness.isReady()).toBe(false)
  const reply = await world.post('/predict/flights', { rows: [aRow] })
  expect(reply.status).toBe(503)
  expect(reply.json.code).toBe('prediction-failed')
  const patience = systemClock.monotonicMs() + 20_000
  while (!world.serving.readiness.isReady() && systemClock.monotonicMs() < patience) {
    await new Promise(setImmediate)
  }
  expect(await world.post('/predict/flights', { rows: [aRow] })).toMatchObject({ status: 200 })
})

test('a package that is damaged is refused by the thread in its own words', async () => {
  const broken = await openWorld({
    mostBytesHanded: 0,
    source: () => ({ fetch: async () => new Uint8Array(100) }),
  })
  await expect(broken.live('flights', await flightsPackage(2))).rejects.toMatchObject({
    code: 'package-corrupt',
  })
  await broken.close()
})
