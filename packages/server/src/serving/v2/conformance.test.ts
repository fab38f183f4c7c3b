import { afterAll, beforeAll, expect, test } from 'vitest'
import { allCases } from '../../../../../test/v2-conformance/cases/index.ts'
import { mutations, startProxy } from '../../../../../test/v2-conformance/mutations.ts'
import { runCases } from '../../../../../test/v2-conformance/runner.ts'
import { openTarget } from '../../../../../test/v2-conformance/target.ts'
import type { Case, Target } from '../../../../../test/v2-conformance/types.ts'
import { flightsPackage } from '../testing/flights-package.ts'
import { openWorld, type World } from '../testing/world.ts'

let world: World
let target: Target
let cases: readonly Case[]

const request = {
  inputs: [
    { name: 'distance', datatype: 'FP64', shape: [2], data: [300, 4000] },
    { name: 'origin', datatype: 'BYTES', shape: [2], data: ['ABQ', 'JFK'] },
    { name: 'seats', datatype: 'INT64', shape: [2], data: [120, 180] },
    { name: 'weekend', datatype: 'BOOL', shape: [2], data: [true, false] },
  ],
}

beforeAll(async () => {
  world = await openWorld({ repositoryApi: true })
  await world.live('flights', await flightsPackage(0.25))
  target = await openTarget(world.host.url, 'flights', request)
  cases = allCases(target)
})
afterAll(() => world.close())

test('the suite has at least 150 cases, each with an id of its own', () => {
  expect(cases.length).toBeGreaterThanOrEqual(150)
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length)
})

test('this server passes every case', async () => {
  const outcomes = await runCases(world.host.url, cases)
  expect(outcomes.filter(({ fault }) => fault !== undefined)).toEqual([])
})

test('each thing done wrong fails some case, and every case can fail', async () => {
  const failed = new Set<string>()
  for (const mutation of mutations) {
    const proxy = await startProxy(world.host.url, mutation)
    const outcomes = await runCases(proxy.url, cases, 50)
    await proxy.close()
    const faults = outcomes.filter(({ fault }) => fault !== undefined)
    expect(
      faults.length,
      `the suite does not notice a server that ${mutation.name}`,
    ).toBeGreaterThan(0)
    for (const { id } of faults) failed.add(id)
  }
  expect(cases.map(({ id }) => id).filter((id) => !failed.has(id))).toEqual([])
}, 300_000)
