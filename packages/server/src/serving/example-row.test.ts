import type { Contract, Field } from '@ratchet-ml/scoring'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exampleRow } from './example-row.ts'
import { flightsInputs, flightsPackage } from './testing/flights-package.ts'
import { treePackage } from './testing/tree-package.ts'
import { openWorld, type World } from './testing/world.ts'

let world: World

beforeAll(async () => {
  world = await openWorld()
  await world.live('flights', await flightsPackage(1))
  await world.live('trees', await treePackage(1, 2))
})
afterAll(() => world.close())

const exampleOf = async (endpoint: string) =>
  world.serving.views.exampleRow(await world.directory.get(endpoint))

test('the example of trees lies at their thresholds', async () => {
  expect(await exampleOf('trees')).toEqual({ x: 0.5 })
})

test('the example of a model without thresholds is made up', async () => {
  expect(await exampleOf('flights')).toEqual({
    ...{ distance: 0, origin: 'ABQ', seats: 0, weekend: true },
  })
})

test('an encoded row is told in the words of the contract, rounded, where these take it', () => {
  const zone: Field = { name: 'zone', role: 'segment', type: 'text', missing: 'accept' }
  const contract = { inputs: [zone, ...flightsInputs] } as unknown as Contract
  const told = (like: readonly number[]) => exampleRow(contract, like)
  expect(told([1234.5678, 2, 3.4, 0])).toEqual({
    ...{ zone: 'text', distance: 1235, origin: 'SFO', seats: 3, weekend: false },
  })
  expect(told([1e-35, 0, -0, 1])).toMatchObject({ distance: 0, seats: 0 })
  expect(told([5001, 7, Number.NaN, Number.NaN])).toEqual({
    ...{ zone: 'text', distance: 0, origin: 'ABQ', seats: 0, weekend: true },
  })
})
