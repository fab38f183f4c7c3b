import { type Check, Requirement, type SpecificationView } from '@ratchet-ml/protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { aRow, flightsInputs, flightsPackage } from '../serving/testing/flights-package.ts'
import { asAda, openWorld, type World } from '../serving/testing/world.ts'
import type { PackageSource } from '../serving/types.ts'

let world: World
let source: PackageSource['fetch'] | undefined
/** What is agreed of the model, and what its newest check came to. */
let agreed: SpecificationView | undefined
let checked: Check | undefined

beforeEach(async () => {
  source = undefined
  agreed = aSpecification(0)
  checked = undefined
  world = await openWorld({
    evidence: { specification: async () => agreed, check: async () => checked },
    source: (real) => ({
      fetch: (version, signal) => (source ?? real.fetch).call(real, version, signal),
    }),
  })
})
afterEach(() => world.close())

function aSpecification(requirements: number): SpecificationView {
  const requirement = Requirement.parse({ metric: 'log-loss', atMost: 0.5 })
  return {
    ...{ model: 'flights', revision: 3, digest: `sha256:${'3'.repeat(64)}`, actor: 'os:ada' },
    ...{ agreedAt: '2001-01-01T00:00:00Z', reason: 'as agreed' },
    requirements: Array.from({ length: requirements }, () => requirement),
  }
}

function aCheck(verdict: Check['verdict']): Check {
  const gate = { gate: 'backtest', verdict, reasons: ['log-loss is 0.6'] } as const
  return {
    ...{ ratchetCheck: 1, id: `sha256:${'4'.repeat(64)}`, model: 'flights', subject: 'flights@2' },
    ...{ version: `sha256:${'5'.repeat(64)}`, release: '0.1.0', verdict },
    gates: [{ ...gate, reasons: [...gate.reasons] }],
  }
}

const promote = (version: number, expectedRevision?: number) =>
  world.promotion.promote(
    'flights',
    {
      ...{ model: 'flights', version, reason: '' },
      ...(expectedRevision === undefined ? {} : { expectedRevision }),
    },
    asAda,
  )

const answeringVersion = async () =>
  (await world.post('/predict/flights', { rows: [aRow] })).json.predictions[0].version

test('the first promotion makes the endpoint, and its contract is the version’s', async () => {
  await world.push('flights', await flightsPackage(1))
  const { outcome, route, before } = await promote(1, 0)
  expect(outcome).toBe('changed')
  expect(before).toBeUndefined()
  expect(route).toMatchObject({ revision: 1, champion: { version: 1 }, actor: 'os:ada' })
  expect(route.contract.inputs).toEqual(flightsInputs)
  expect(await world.directory.get('flights')).toEqual(route)
  expect(await answeringVersion()).toBe(1)
})

test('a promotion answers by the new version, a rollback by the old, and both stay loaded', async () => {
  for (const bias of [1, 2, 3]) await world.push('flights', await flightsPackage(bias))
  for (const version of [1, 2, 3]) await promote(version)
  expect(await answeringVersion()).toBe(3)
  const { route } = await world.promotion.rollBack('flights', { reason: '' }, asAda)
  expect(route).toMatchObject({ revision: 4, champion: { version: 2 }, standby: { version: 1 } })
  expect(await answeringVersion()).toBe(2)
  await world.promotion.rollBack('flights', { reason: '' }, asAda)
  expect(await answeringVersion()).toBe(1)
  await expect(world.promotion.rollBack('flights', { reason: '' }, asAda)).rejects.toMatchObject({
    code: 'standby-absent',
  })
})

test('only champion and standby stay in memory', async () => {
  for (const bias of [1, 2, 3]) await world.push('flights', await flightsPackage(bias))
  for (const version of [1, 2, 3]) await promote(version)
  const text = world.serving.metrics.text()
  const states = text.split('\n').filter((line) => line.startsWith('ratchet_version_state{'))
  expect(states.sort()).toEqual([
    'ratchet_version_state{model="flights",version="2",state="ready"} 1',
    'ratchet_version_state{model="flights",version="3",state="ready"} 1',
  ])
})

test('the wrong revision changes nothing and names both', async () => {
  await world.push('flights', await flightsPackage(1))
  await world.push('flights', await flightsPackage(2))
  await promote(1)
  await expect(promote(2, 5)).rejects.toMatchObject({
    code: 'revision-conflict',
    message: expect.stringMatching(/revision 1.*revision 5/),
  })
  expect(await answeringVersion()).toBe(1)
})

test('of many promotions from one revision exactly one is taken', async () => {
  for (const bias of [1, 2, 3, 4, 5]) await world.push('flights', await flightsPackage(bias))
  await promote(1)
  const tried = await Promise.allSettled([2, 3, 4, 5].map((version) => promote(version, 1)))
  expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect((await world.directory.get('flights')).revision).toBe(2)
})

test('promoting the champion again is no change', async () => {
  await world.push('flights', await flightsPackage(1))
  await promote(1)
  expect((await promote(1)).outcome).toBe('unchanged')
  expect((await world.directory.history('flights')).length).toBe(1)
})

test('a version that does not fit the endpoint is refused by the fields that differ', async () => {
  await world.push('flights', await flightsPackage(1))
  const narrower = flightsInputs.map((field) =>
    field.name === 'distance' ? { ...field, range: { minimum: 0, maximum: 100 } } : field,
  )
  await world.push('flights', await flightsPackage(2, { inputs: narrower }))
  await promote(1)
  source = () => Promise.reject(new Error('nothing needs to be loaded to know that'))
  await expect(promote(2)).rejects.toMatchObject({
    code: 'contract-incompatible',
    errors: [expect.objectContaining({ pointer: '/inputs/0/range/maximum' })],
  })
  expect(await answeringVersion()).toBe(1)
})

test('a version with levels in another order answers rows of the endpoint by its own codes', async () => {
  await world.push('flights', await flightsPackage(1))
  const turned = flightsInputs.map((field) =>
    field.name === 'origin' ? { ...field, levels: ['SFO', 'ABQ', 'JFK', 'LAX'] } : field,
  )
  await world.push('flights', await flightsPackage(1, { inputs: turned }))
  await promote(1)
  await promote(2)
  const ask = async (origin: string) =>
    world.post('/predict/flights', { rows: [{ ...aRow, origin }], raw: true })
  const sfo = (await ask('SFO')).json.predictions[0].raw[0]
  const jfk = (await ask('JFK')).json.predictions[0].raw[0]
  expect(jfk - sfo).toBeCloseTo(2 * 0.002, 12)
  expect((await ask('LAX')).status).toBe(400)
})

test('a version that cannot be loaded leaves the route as it is, and says why', async () => {
  await world.push('flights', await flightsPackage(1))
  await world.push('flights', await flightsPackage(2))
  await promote(1)
  source = async () => new Uint8Array([1, 2, 3])
  await expect(promote(2)).rejects.toMatchObject({ code: 'package-corrupt' })
  expect((await world.directory.get('flights')).revision).toBe(1)
  expect(await answeringVersion()).toBe(1)
  source = undefined
  await promote(2)
  expect(await answeringVersion()).toBe(2)
})

test('bytes of another version than the one named are refused', async () => {
  await world.push('flights', await flightsPackage(1))
  source = () => world.registry.package('flights', '1')
  await world.push('flights', await flightsPackage(2))
  await expect(promote(2)).rejects.toMatchObject({ code: 'package-digest-mismatch' })
})

test('no request fails or waits for a version while versions are promoted under load', async () => {
  for (const bias of [1, 2, 3, 4]) await world.push('flights', await flightsPackage(bias))
  await promote(1)
  let isDone = false
  const seen = new Set<number>()
  let answered = 0
  const ask = async (rows: number) => {
    while (!isDone) {
      const body = { rows: Array.from({ length: rows }, () => aRow) }
      const { status, json } = await world.post('/predict/flights', body)
      expect(status, JSON.stringify(json)).toBe(200)
      answered++
      const versions = new Set<number>(
        json.predictions.map((one: { version: number }) => one.version),
      )
      expect(versions.size).toBe(1)
      for (const version of versions) seen.add(version)
    }
  }
  const callers = [ask(1), ask(1), ask(1), ask(3000)]
  for (let i = 0; i < 20; i++) {
    await promote((i % 4) + 1)
    await promote(((i + 1) % 4) + 1)
  }
  isDone = true
  await Promise.all(callers)
  expect(answered).toBeGreaterThan(10)
  expect(seen.size).toBeGreaterThan(1)
})

test('nothing goes out before it is agreed what is good enough, and the refusal says what to type', async () => {
  await world.push('flights', await flightsPackage(1))
  agreed = undefined
  await expect(promote(1)).rejects.toMatchObject({
    code: 'specification-absent',
    hint: expect.stringContaining('ratchet requirement agree flights --none --reason TEXT'),
  })
  expect(await world.directory.list()).toEqual([])
  agreed = aSpecification(0)
  expect((await promote(1)).outcome).toBe('changed')
})

test('a version goes out only after a check by what is agreed has passed', async () => {
  await world.push('flights', await flightsPackage(1))
  agreed = aSpecification(1)
  await expect(promote(1)).rejects.toMatchObject({
    ...{ code: 'check-absent', hint: 'ratchet check flights@1' },
    message: expect.stringContaining('revision 3'),
  })
  for (const verdict of ['fail', 'inconclusive', 'error'] as const) {
    checked = aCheck(verdict)
    await expect(promote(1)).rejects.toMatchObject({
      code: 'check-failed',
      message: expect.stringContaining('backtest: log-loss is 0.6'),
    })
  }
  expect(await world.directory.list()).toEqual([])
  checked = aCheck('pass')
  const { route } = await promote(1)
  expect(route).not.toHaveProperty('waived')
})

test('where nothing is asked, what a check found wrong still stops a version, and what is open does not', async () => {
  await world.push('flights', await flightsPackage(1))
  agreed = aSpecification(0)
  for (const verdict of ['fail', 'error'] as const) {
    checked = aCheck(verdict)
    await expect(promote(1)).rejects.toMatchObject({ code: 'check-failed' })
  }
  checked = aCheck('inconclusive')
  expect((await promote(1)).outcome).toBe('changed')
})

test('a waiver goes ahead and stays on the record; where none was needed none is written', async () => {
  await world.push('flights', await flightsPackage(1))
  await world.push('flights', await flightsPackage(2))
  agreed = aSpecification(1)
  const waive = (version: number) =>
    world.promotion.promote(
      'flights',
      { model: 'flights', version, reason: '', waive: 'the old one is broken' },
      asAda,
    )
  expect((await waive(1)).route).toMatchObject({ waived: 'the old one is broken' })
  checked = aCheck('pass')
  expect((await waive(2)).route).not.toHaveProperty('waived')
  expect((await world.directory.history('flights')).map(({ waived }) => waived)).toEqual([
    undefined,
    'the old one is broken',
  ])
})

test('going back is never refused, whatever the gates say of the version before', async () => {
  for (const bias of [1, 2]) await world.push('flights', await flightsPackage(bias))
  await promote(1)
  await promote(2)
  agreed = undefined
  const back = await world.promotion.rollBack('flights', { reason: '' }, asAda)
  expect(back.route.champion.version).toBe(1)
})
