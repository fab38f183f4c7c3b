import { request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aRow, flightsPackage } from '../testing/flights-package.ts'
import { openWorld, type World } from '../testing/world.ts'
import { ReaderPool } from './reader-pool.ts'

let world: World
let pool: ReaderPool

beforeAll(async () => {
  pool = aPool()
  world = await openWorld({ offThread: () => pool })
  await world.live('flights', await flightsPackage(0.25))
})
afterAll(() => world.close())

function aPool(most: { mostWaiting?: number } = {}) {
  const later = (ms: number, run: () => void) => {
    const timer = setTimeout(run, ms)
    timer.unref()
    return () => clearTimeout(timer)
  }
  return new ReaderPool({ later, threads: 1, ...most })
}

const path = '/predict/flights'
const infer = '/v2/models/flights/infer'
const big = 'x'.repeat(300_000)

test('a big body is answered as the same rows in a small one', async () => {
  const small = await world.post(path, { rows: [aRow], raw: true })
  const { status, json } = await world.post(path, { rows: [{ ...aRow, big }], raw: true })
  expect(status).toBe(200)
  expect({ ...json.predictions[0], id: '' }).toEqual({ ...small.json.predictions[0], id: '' })
})

test('many rows are answered as they are one by one, in every form', async () => {
  const rows = Array.from({ length: 3000 }, (_, i) => ({ ...aRow, distance: i }))
  const { json } = await world.post(path, { rows })
  expect(json.predictions).toHaveLength(3000)
  const last = await world.post(path, { rows: [rows[2999]] })
  expect(json.predictions[2999].outputs).toEqual(last.json.predictions[0].outputs)
  const ndjson = rows.map((row) => JSON.stringify(row)).join('\n')
  const lines = await world.post(path, ndjson, { 'content-type': 'application/x-ndjson' })
  const told = lines.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).outputs)
  expect(told).toEqual(json.predictions.map(({ outputs }: { outputs: unknown }) => outputs))
  const shape = [rows.length]
  const inputs = [
    { name: 'distance', datatype: 'FP64', shape, data: rows.map(({ distance }) => distance) },
    { name: 'origin', datatype: 'BYTES', shape, data: rows.map(({ origin }) => origin) },
    { name: 'seats', datatype: 'INT64', shape, data: rows.map(({ seats }) => seats) },
    { name: 'weekend', datatype: 'BOOL', shape, data: rows.map(({ weekend }) => weekend) },
  ]
  const tensors = await world.post(infer, { inputs })
  const [label] = tensors.json.outputs
  expect(label.data).toEqual(told.map((one) => one.label))
})

test('what is wrong in a big body is refused with its place', async () => {
  const rows = [aRow, { ...aRow, seats: 1.5, big }]
  const bad = await world.post(path, { rows })
  expect([bad.status, bad.json.errors[0].pointer]).toEqual([400, '/rows/1/seats'])
  const broken = await world.post(path, `{"rows":[${big}]}`)
  expect([broken.status, broken.json.code]).toEqual([400, 'body-malformed'])
})

test('what the contract tolerates in a big body is counted', async () => {
  const count = async () =>
    /what="missing"\} (\d+)/.exec(world.serving.metrics.text())?.[1] ?? Number.NaN
  const before = Number(await count())
  await world.post(path, { rows: [{ ...aRow, distance: null, big }] })
  expect(Number(await count())).toBe(before + 1)
})

test('live answers while bodies of 20 MB are read', async () => {
  const row = JSON.stringify(aRow)
  const body = `{"rows":[${Array.from({ length: 20e6 / (row.length + 1) }, () => row).join(',')}]}`
  const long = fetch(world.host.url + path, { method: 'POST', body })
  let answered = 0
  let isOver = false
  const ended = long.then((response) => {
    isOver = true
    return response.status
  })
  while (!isOver) {
    expect((await world.get('/v2/health/live')).status).toBe(200)
    answered++
    await wait(5)
  }
  // Too many rows, which was only found out by reading all of them.
  expect(await ended).toBe(413)
  // A thread that parses has no turns in between.
  expect(answered).toBeGreaterThan(5)
}, 30_000)

test('more big bodies than may wait are refused, and a caller that left is forgotten', async () => {
  const narrow = aPool({ mostWaiting: 1 })
  const busy = await openWorld({ offThread: () => narrow })
  await busy.live('flights', await flightsPackage(0.25))
  const rows = [{ ...aRow, big: 'x'.repeat(5_000_000) }]
  const many = Array.from({ length: 4 }, () => busy.post(path, { rows }))
  const statuses = (await Promise.all(many)).map(({ status }) => status)
  expect(statuses).toContain(200)
  expect(statuses).toContain(429)
  await leave(busy, JSON.stringify({ rows }))
  expect((await busy.post(path, { rows })).status).toBe(200)
  await busy.close()
})

/** Sends a whole body and goes away without waiting for the reply. */
async function leave({ host }: World, body: string): Promise<void> {
  const options = { host: '127.0.0.1', port: host.port, path, method: 'POST' }
  const sent = request({ ...options, headers: { 'content-length': body.length } })
  sent.on('error', () => {})
  sent.end(body)
  await wait(20)
  sent.destroy()
}
