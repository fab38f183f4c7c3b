import { expect, test } from 'vitest'
import { createIds } from '../../platform/ids.ts'
import { manualClock } from '../../platform/testing/manual-clock.ts'
import { isSampled, planColumns, unknownFields } from './policy.ts'
import { loggedContract, plainSettings } from './testing/logged-contract.ts'

test('every feature, unit, segment and output is a column; times and carried fields are none', () => {
  const { columns, leftOut } = planColumns(loggedContract, plainSettings)
  expect(columns.map(({ name }) => name)).toEqual([
    ...['distance', 'user', 'carrier', 'region', 'night', 'seen', 'label', 'probability'],
  ])
  expect(leftOut).toEqual(['age'])
})

test('a personal field is left out unless it is to be hashed, a personal unit is hashed', () => {
  const { columns } = planColumns(loggedContract, { ...plainSettings, hash: ['age'] })
  expect(columns.find(({ name }) => name === 'age')?.storage).toBe('hash')
  const inputs = loggedContract.inputs.map((one) =>
    one.role === 'unit' ? { ...one, personal: true } : one,
  )
  const plan = planColumns({ ...loggedContract, inputs }, plainSettings)
  expect(plan.columns.find(({ group }) => group === 'unit')?.storage).toBe('hash')
})

test('leaving out wins over hashing, and levels of a hashed field are not told', () => {
  const both = { ...plainSettings, redact: ['user'], hash: ['user', 'carrier'] }
  const { columns, leftOut } = planColumns(loggedContract, both)
  expect(leftOut).toContain('user')
  expect(columns.find(({ name }) => name === 'carrier')).not.toHaveProperty('levels')
})

test('fields that the settings name and the contract lacks are told', () => {
  const slip = { ...plainSettings, redact: ['distnace', 'user'], hash: ['cariier'] }
  expect(unknownFields(loggedContract, slip)).toEqual(['distnace', 'cariier'])
})

test('a share of the requests is sampled, the same ones every time', () => {
  const ids = createIds({ clock: manualClock() })
  const asked = Array.from({ length: 20_000 }, () => ids.next())
  for (const share of [0.01, 0.1, 0.5]) {
    const found = asked.filter((id) => isSampled(id, share, 1)).length
    // Five standard deviations of a binomial count.
    const slack = 5 * Math.sqrt(asked.length * share * (1 - share))
    expect(Math.abs(found - asked.length * share)).toBeLessThan(slack)
    expect(asked.filter((id) => isSampled(id, share, 1)).length).toBe(found)
  }
  expect(asked.every((id) => isSampled(id, 1, 1))).toBe(true)
  expect(asked.filter((id) => isSampled(id, 0.1, 1) !== isSampled(id, 0.1, 2))).not.toEqual([])
})

test('who is in a small sample is in a larger one', () => {
  const ids = createIds({ clock: manualClock() })
  const asked = Array.from({ length: 2000 }, () => ids.next())
  expect(asked.filter((id) => isSampled(id, 0.1, 1) && !isSampled(id, 0.2, 1))).toEqual([])
})
