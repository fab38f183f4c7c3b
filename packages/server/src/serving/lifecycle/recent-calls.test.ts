import { expect, test } from 'vitest'
import type { Call } from '../predict/call.ts'
import { aRow, flightsPackage } from '../testing/flights-package.ts'
import { openWorld } from '../testing/world.ts'
import { RecentCalls } from './recent-calls.ts'

const aCall = (body: Uint8Array): Call => ({
  ...{ protocol: 'predict', form: 'json', body, query: '', mostRows: 1 },
  headerLength: undefined,
})

test('keeps copies of a few requests, none of them long, however many come', () => {
  const recent = new RecentCalls()
  const body = new Uint8Array([1])
  recent.note(aCall(body))
  body[0] = 2
  expect(recent.list()[0]?.body).toEqual(new Uint8Array([1]))
  for (let i = 0; i < 10_000; i++) recent.note(aCall(new Uint8Array(i % 2 === 0 ? 10 : 10_000)))
  expect(recent.list().length).toBeLessThanOrEqual(16)
  expect(recent.list().every((call) => call.body.length <= 8192)).toBe(true)
})

test('warming up a version with recorded requests counts nothing and refuses nothing', async () => {
  const world = await openWorld()
  await world.live('flights', await flightsPackage(1))
  await world.post('/predict/flights', { rows: [aRow] })
  await world.post('/predict/flights', { rows: [{ ...aRow, origin: 'none' }] })
  await world.live('flights', await flightsPackage(2))
  const text = world.serving.metrics.text()
  expect(text).toContain('version="1",arm="champion"} 1')
  expect(text).toContain('version="2",arm="champion"} 0')
  expect(await world.post('/predict/flights', { rows: [aRow] })).toMatchObject({ status: 200 })
  await world.close()
})
