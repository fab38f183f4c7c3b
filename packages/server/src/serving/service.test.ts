import { expect, test } from 'vitest'
import { aRow, flightsPackage } from './testing/flights-package.ts'
import { asAda, openWorld } from './testing/world.ts'
import { trafficStream } from './traffic-stream.ts'

test('an endpoint whose champion cannot be loaded says why, and is not ready', async () => {
  const first = await openWorld()
  const version = await first.push('flights', await flightsPackage(1))
  const { route } = await first.promotion.promote(
    'flights',
    { model: 'flights', version, reason: '' },
    asAda,
  )
  await first.close()
  const world = await openWorld({ source: () => ({ fetch: async () => new Uint8Array(4) }) })
  await world.serving.start([route])
  const { status, json, headers } = await world.post('/predict/flights', { rows: [aRow] })
  expect(status).toBe(503)
  expect(json.code).toBe('version-not-ready')
  expect(json.detail).toMatch(/flights@1 failed to load: .*archive/i)
  expect(headers.get('retry-after')).toBe('1')
  expect((await world.get('/v2/health/ready')).status).toBe(503)
  expect((await world.get('/v2/health/live')).status).toBe(200)
  expect(world.serving.views.viewOf(route).states[route.champion.digest]?.state).toBe('failed')
  await world.close()
})

test('an older route than the one in force is ignored', async () => {
  const world = await openWorld()
  await world.live('flights', await flightsPackage(1))
  const old = await world.directory.get('flights')
  await world.live('flights', await flightsPackage(2))
  world.serving.applyRoute(old)
  const { json } = await world.post('/predict/flights', { rows: [aRow] })
  expect(json.predictions[0].version).toBe(2)
  await world.close()
})

test('metrics count requests, rows, refusals and what was tolerated, by resolved version', async () => {
  const world = await openWorld()
  await world.live('flights', await flightsPackage(1))
  await world.post('/predict/flights', { rows: [aRow, { ...aRow, distance: null }] })
  await world.post('/predict/flights', { rows: [{}] })
  const text = world.serving.metrics.text()
  for (const line of [
    'ratchet_requests_total{endpoint="flights",protocol="predict",status="200"} 1',
    'ratchet_requests_total{endpoint="flights",protocol="predict",status="400"} 1',
    'ratchet_predictions_total{endpoint="flights",model="flights",version="1",arm="champion"} 2',
    'ratchet_refused_total{endpoint="flights",code="rows-refused"} 1',
    'ratchet_row_tolerated_total{endpoint="flights",what="missing"} 1',
    'ratchet_request_duration_seconds_count{endpoint="flights",protocol="predict"} 2',
    'ratchet_route_revision{endpoint="flights"} 1',
  ]) {
    expect(text).toContain(`${line}\n`)
  }
  await world.close()
})

test('the traffic stream begins at once and ends when the server stops', async () => {
  const world = await openWorld()
  await world.live('flights', await flightsPackage(1))
  const response = trafficStream(world.serving, new AbortController().signal)
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  world.serving.beginDraining()
  expect(await response.text()).toMatch(/^(: |data: )/)
  await world.close()
})
