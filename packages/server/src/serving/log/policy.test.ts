import type { Contract } from '@ratchet-ml/scoring'
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

test('a tensor of many numbers is left out, and a small one where the settings name it', () => {
  const withTensor = (count: number): Contract => ({
    ...loggedContract,
    tensors: [{ name: 'image', shape: [count] }],
    inputs: [
      ...loggedContract.inputs,
      ...Array.from({ length: count }, (_, i) => ({
        ...({ name: `image[${i}]`, role: 'feature', type: 'number', missing: 'refuse' } as const),
      })),
    ],
  })
  const widthOf = (count: number, redact: readonly string[]) =>
    planColumns(withTensor(count), { ...plainSettings, redact }).columns.length
  const without = planColumns(loggedContract, plainSettings).columns.length
  expect(widthOf(1000, [])).toBe(without + 1000)
  expect(widthOf(1001, [])).toBe(without)
  expect(widthOf(3, ['image'])).toBe(without)
  expect(planColumns(withTensor(1001), plainSettings).leftOut).toEqual(['image', 'age'])
  expect(unknownFields(withTensor(3), { ...plainSettings, redact: ['image'] })).toEqual([])
  expect(unknownFields(withTensor(3), { ...plainSettings, hash: ['image'] })).toEqual(['image'])
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
