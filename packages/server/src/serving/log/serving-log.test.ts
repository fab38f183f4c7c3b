import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LogRecordView } from '@ratchet-ml/protocol'
import { afterEach, expect, test } from 'vitest'
import { systemTimers } from '../../adapters/filesystem/prediction-log/open-prediction-log.ts'
import { createPredictionLog } from '../../adapters/filesystem/prediction-log/prediction-log-store.ts'
import type { LogFiles } from '../../adapters/filesystem/segments/file-layer.ts'
import { createNodeFiles } from '../../adapters/filesystem/segments/node-files.ts'
import { systemClock } from '../../platform/clock.ts'
import { silentLogger } from '../../platform/logger.ts'
import { ReaderPool } from '../readers/reader-pool.ts'
import { aRow, flightsInputs, flightsPackage } from '../testing/flights-package.ts'
import { openWorld, type World, type WorldOptions } from '../testing/world.ts'
import type { LogSettings } from './types.ts'

const opened: { world: World; folder: string }[] = []

afterEach(async () => {
  for (const { world, folder } of opened.splice(0)) {
    await world.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

interface Disk {
  fails: boolean
}

async function aLoggedWorld(
  logSettings: Partial<LogSettings> = {},
  disk: Disk = { fails: false },
  options: WorldOptions = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-log-'))
  const log = createPredictionLog({
    ...{ folder: join(folder, 'log'), keyFile: join(folder, 'log.key'), logger: silentLogger },
    ...{ files: failing(createNodeFiles(), disk), timers: systemTimers(systemClock) },
    // No machine is so busy that these tests would find replies that did not wait.
    bounds: { waitMs: 30_000, refuseMs: 30_000 },
  })
  const world = await openWorld({ log, logSettings, limits: { rows: 2000 }, ...options })
  opened.push({ world, folder })
  return world
}

/** A disk that takes no bytes when told so. */
function failing(files: LogFiles, disk: Disk): LogFiles {
  const refuse = (error: string) => Promise.reject(new Error(error))
  return {
    ...files,
    create: async (path) => {
      const file = await files.create(path)
      return { ...file, write: (...at) => (disk.fails ? refuse('ENOSPC') : file.write(...at)) }
    },
  }
}

async function recordsOf({ logs }: World): Promise<readonly LogRecordView[]> {
  return (await logs?.read('flights', { last: 10_000 }, 10_000))?.records ?? []
}

function countsOf(world: World): Readonly<Record<string, number>> {
  const lines = world.serving.metrics
    .text()
    .matchAll(/^ratchet_log_records_total\{.*outcome="(.*)"\} (\d+)$/gm)
  return Object.fromEntries([...lines].map(([, outcome, value]) => [outcome, Number(value)]))
}

test('a prediction is in the log before its reply is sent, with what was answered', async () => {
  const world = await aLoggedWorld()
  await world.live('flights', await flightsPackage(0.25))
  const { json } = await world.post('/predict/flights', {
    rows: [aRow, { ...aRow, origin: 'SFO' }],
    raw: true,
  })
  const records = await recordsOf(world)
  expect(records).toHaveLength(2)
  const { champion, revision, contractDigest } = await world.directory.get('flights')
  for (const [i, record] of records.entries()) {
    const { id, outputs, raw } = json.predictions[i]
    expect(record).toMatchObject({
      kind: 'answered',
      predictionId: id,
      requestId: json.id,
      outputs,
      raw,
    })
    expect(record).toMatchObject({ versionDigest: champion.digest, routeRevision: revision })
    expect(record).toMatchObject({
      contractDigest,
      arm: 'champion',
      servedBy: 'champion',
      status: 200,
    })
    expect(record).toMatchObject({ propensity: 1, samplingProbability: 1, endpoint: 'flights' })
    expect(record.recordedTime >= record.eventTime).toBe(true)
  }
  expect(records.map(({ features }) => features)).toEqual([aRow, { ...aRow, origin: 'SFO' }])
})

test('the record of one prediction is found by its id among those of its time', async () => {
  const world = await aLoggedWorld()
  await world.live('flights', await flightsPackage(0.25))
  const ids: string[] = []
  for (const origin of ['ABQ', 'JFK', 'SFO']) {
    const { json } = await world.post('/predict/flights', { rows: [aRow, { ...aRow, origin }] })
    ids.push(json.id)
  }
  const found = await world.logs?.find('flights', `${ids[1]}.1`)
  expect(found).toMatchObject({ predictionId: `${ids[1]}.1`, features: { origin: 'JFK' } })
  for (const unknown of [`${ids[1]}.2`, `${ids[1]}`, 'mine.0', `ffffffff${ids[1]?.slice(8)}.0`]) {
    expect(await world.logs?.find('flights', unknown)).toBeUndefined()
  }
})

test('the V2 protocol is recorded under the id that its reply tells', async () => {
  const world = await aLoggedWorld()
  await world.live('flights', await flightsPackage(0.25))
  const tensor = (name: string, datatype: string, value: unknown) => ({
    ...{ name, datatype, shape: [2], data: [value, value] },
  })
  const inputs = [
    tensor('distance', 'FP64', 300),
    tensor('origin', 'BYTES', 'JFK'),
    tensor('seats', 'INT64', 120),
    tensor('weekend', 'BOOL', true),
  ]
  const { json } = await world.post('/v2/models/flights/infer', { id: 'mine', inputs })
  const { prediction_id: id } = json.parameters
  const records = await recordsOf(world)
  expect(records.map(({ predictionId }) => predictionId)).toEqual([`${id}.0`, `${id}.1`])
  expect(records[1]?.features).toEqual({ ...aRow, origin: 'JFK' })
})

test('refused and failed requests are recorded once each, without a value', async () => {
  const world = await aLoggedWorld()
  await world.live('flights', await flightsPackage(0.25))
  await world.post('/predict/flights', { rows: [aRow, { ...aRow, distance: 'secret' }] })
  await world.post('/predict/flights', '{"rows": [', { 'content-type': 'application/json' })
  await world.post('/v2/models/flights/infer', { inputs: 'secret' })
  const records = await recordsOf(world)
  expect(records.map(({ kind, status, problem }) => ({ kind, status, problem }))).toEqual([
    { kind: 'refused', status: 400, problem: 'rows-refused' },
    { kind: 'refused', status: 400, problem: 'body-malformed' },
    { kind: 'refused', status: 400, problem: 'request-invalid' },
  ])
  expect(
    records.every(({ features, outputs }) => JSON.stringify([features, outputs]) === '[{},{}]'),
  ).toBe(true)
  expect(countsOf(world)).toEqual({ written: 3, dropped: 0, failed: 0, 'sampled-out': 0 })
})

test('a request of many turns is recorded whole, by the codes of the endpoint', async () => {
  const world = await aLoggedWorld()
  await world.live('flights', await flightsPackage(0.25))
  const inputs = flightsInputs.map((field) =>
    field.name === 'origin' ? { ...field, levels: ['SFO', 'ABQ', 'JFK', 'LAX'] } : field,
  )
  await world.live('flights', await flightsPackage(0.5, { inputs }))
  const origins = ['ABQ', 'JFK', 'SFO'] as const
  const rows = Array.from({ length: 1500 }, (_, i) => ({
    ...aRow,
    distance: i,
    origin: origins[i % 3],
  }))
  const { json } = await world.post('/predict/flights', { rows, raw: true })
  const records = await recordsOf(world)
  expect(records).toHaveLength(1500)
  expect(records.map(({ features }) => features)).toEqual(rows)
  for (const i of [0, 255, 256, 700, 1499]) {
    expect(records[i]).toMatchObject({
      predictionId: `${json.id}.${i}`,
      raw: json.predictions[i].raw,
    })
  }
  expect(new Set(records.map(({ routeRevision }) => routeRevision))).toEqual(new Set([2]))
})

test('a long request that is refused at its end leaves one record', async () => {
  const world = await aLoggedWorld()
  await world.live('flights', await flightsPackage(0.25))
  const rows: unknown[] = Array.from({ length: 1999 }, () => aRow)
  rows[1998] = 7
  await world.post('/predict/flights', { rows })
  expect(await recordsOf(world)).toMatchObject([{ kind: 'refused', problem: 'rows-refused' }])
})

test.each([
  ['units, segments and times are recorded as they were sent', ''],
  ['and so they are of a body that another thread reads', 'x'.repeat(300_000)],
])('%s', async (_, extra) => {
  const pool = () => new ReaderPool({ later: () => () => {}, threads: 1 })
  const world = await aLoggedWorld({ hash: ['user'] }, { fails: false }, { offThread: pool })
  const pkg = await flightsPackage(0.25)
  const inputs = [
    ...flightsInputs,
    { name: 'user', role: 'unit', type: 'text', missing: 'accept' } as const,
    { name: 'region', role: 'segment', type: 'text', missing: 'accept' } as const,
    { name: 'at', role: 'time', type: 'timestamp', missing: 'accept' } as const,
  ]
  const { buildPackage } = await import('@ratchet-ml/scoring')
  const whole = await buildPackage({
    ...{ source: { format: 'test' }, importer: { name: 'test', version: 1 } },
    ...{ contract: { ...pkg.contract, inputs }, program: pkg.program },
    coefficients: pkg.coefficients,
  })
  await world.live('flights', whole)
  const row = { ...aRow, user: 'u-7', region: 'west', at: '2001-02-03T04:05:06.5Z' }
  const { status } = await world.post('/predict/flights', { rows: [row, { ...aRow, extra }] })
  expect(status).toBe(200)
  const [one, other] = await recordsOf(world)
  expect(one).toMatchObject({
    segments: { region: 'west' },
    eventTime: '2001-02-03T04:05:06.500000Z',
  })
  expect(one?.unit).toMatch(/^[0-9a-f]{32}$/)
  expect(other).toMatchObject({ unit: null, segments: { region: null } })
  expect(JSON.stringify([one, other])).not.toContain('u-7')
})

test('what stands in for the champion is recorded as what answered, with the reason', async () => {
  const world = await aLoggedWorld()
  await world.live('flights', await flightsPackage(1))
  await world.live('flights', await flightsPackage(2))
  const entry = world.serving.table.get('flights')
  const fails = () => {
    throw new RangeError('a bug')
  }
  Object.assign(entry.live?.handle.loaded.scorer as object, { score: fails })
  const { json } = await world.post('/predict/flights', { rows: [aRow] })
  expect(json.predictions[0]).toMatchObject({ version: 1, servedBy: 'standby' })
  const [record] = await recordsOf(world)
  const { standby } = await world.directory.get('flights')
  expect(record).toMatchObject({ servedBy: 'standby', fallbackReason: 'error', routeRevision: 2 })
  expect(record).toMatchObject({ versionDigest: standby?.digest, features: aRow })
  expect(record?.outputs).toEqual(json.predictions[0].outputs)
})

test('sampling leaves requests out whole, and counts them', async () => {
  const world = await aLoggedWorld({ sample: 0.3 })
  await world.live('flights', await flightsPackage(0.25))
  for (let i = 0; i < 60; i++) await world.post('/predict/flights', { rows: [aRow, aRow] })
  const { written = 0, 'sampled-out': out = 0 } = countsOf(world)
  expect(written + out).toBe(120)
  expect(written % 2).toBe(0)
  expect(written).toBeGreaterThan(0)
  expect(out).toBeGreaterThan(written)
  expect((await recordsOf(world)).every((one) => one.samplingProbability === 0.3)).toBe(true)
})

test('a disk that takes nothing refuses no reply, and every record is accounted for', async () => {
  const disk = { fails: true }
  const world = await aLoggedWorld({}, disk)
  await world.live('flights', await flightsPackage(0.25))
  const statuses = new Set<number>()
  for (let i = 0; i < 20; i++)
    statuses.add((await world.post('/predict/flights', { rows: [aRow] })).status)
  expect(statuses).toEqual(new Set([200]))
  await world.serving.close()
  const { written = 0, dropped = 0, failed = 0 } = countsOf(world)
  expect(written + dropped + failed).toBe(20)
  expect(failed).toBeGreaterThan(0)
})

test('where replies must be durable, a disk that takes nothing is a 503 that says so', async () => {
  const disk = { fails: false }
  const world = await aLoggedWorld({ durability: 'before-response' }, disk)
  await world.live('flights', await flightsPackage(0.25))
  expect((await world.post('/predict/flights', { rows: [aRow] })).status).toBe(200)
  disk.fails = true
  const { status, json, headers } = await world.post('/predict/flights', { rows: [aRow] })
  expect({ status, code: json.code, after: headers.get('retry-after') }).toEqual({
    ...{ status: 503, code: 'log-unwritable', after: '1' },
  })
  expect((await world.post('/predict/flights', { rows: 7 })).status).toBe(400)
  disk.fails = false
  await expect
    .poll(async () => (await world.post('/predict/flights', { rows: [aRow] })).status)
    .toBe(200)
  const answered = (await recordsOf(world)).filter(({ kind }) => kind === 'answered')
  expect(answered.length).toBeGreaterThanOrEqual(2)
})

test('nothing is recorded where the log is off', async () => {
  const world = await aLoggedWorld({ durability: 'off' })
  await world.live('flights', await flightsPackage(0.25))
  expect((await world.post('/predict/flights', { rows: [aRow] })).status).toBe(200)
  expect(await recordsOf(world)).toEqual([])
  expect(world.serving.metrics.text()).not.toContain('ratchet_log_records_total{')
})

test('settings that name no field of the contract leave every input out', async () => {
  const world = await aLoggedWorld({ redact: ['orgin'] })
  await world.live('flights', await flightsPackage(0.25))
  await world.post('/predict/flights', { rows: [aRow] })
  expect(await recordsOf(world)).toMatchObject([{ kind: 'answered', features: {} }])
  const route = await world.directory.get('flights')
  expect(() => world.logs?.check(route)).toThrow(
    expect.objectContaining({
      code: 'config-invalid',
      message: expect.stringContaining('endpoints.flights.log names the field "orgin"'),
      hint: 'Is origin meant?',
    }),
  )
})
