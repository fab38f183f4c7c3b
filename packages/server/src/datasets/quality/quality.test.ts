import type { Contract, Field } from '@ratchet-ml/scoring'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { batchesOf } from '../testing/batches.ts'
import type { Cell } from '../testing/collect.ts'
import type { ColumnKind } from '../types.ts'
import { IdSet } from './id-set.ts'
import { checkRows, faulty, leftOut } from './row-checker.ts'
import { rulesOfContract } from './rules-of-contract.ts'
import { Tally } from './tally.ts'

const columns = [
  { name: 'price', kind: 'number' },
  { name: 'count', kind: 'number' },
  { name: 'shop', kind: 'text' },
  { name: 'at', kind: 'timestamp' },
  { name: 'open', kind: 'boolean' },
] as const

const kinds = new Map<string, ColumnKind>(columns.map(({ name, kind }) => [name, kind]))

const feature = (field: Partial<Field> & Pick<Field, 'name' | 'type'>): Field => ({
  role: 'feature',
  missing: 'accept',
  ...field,
})

const contract: Contract = {
  task: 'regression',
  inputs: [
    feature({ name: 'price', type: 'number', range: { minimum: 0, maximum: 10 } }),
    feature({ name: 'count', type: 'integer', missing: 'refuse' }),
    feature({ name: 'shop', type: 'category', levels: ['a', 'b'], unknownLevel: 'refuse' }),
    feature({ name: 'open', type: 'boolean', missing: 'refuse' }),
    feature({ name: 'elsewhere', type: 'text', role: 'carried' }),
  ],
  extra: 'ignore',
  outputs: [],
  numeric: { raw: 'bit-exact', linkUlp: 0 },
}

function check(rows: readonly (readonly Cell[])[], mask?: Uint8Array) {
  const tally = new Tally()
  const [batch] = batchesOf(columns, rows)
  if (batch === undefined) throw new RangeError('rows')
  const rules = rulesOfContract(contract, kinds, 'The files')
  return { tally, mask: checkRows(batch, { file: 'a.csv', firstRow: 101 }, rules, tally, mask) }
}

test('rows that keep the contract are not marked, also at its bounds and with what it accepts', () => {
  const { tally, mask } = check([
    [0, 1, 'a', 0, true],
    [10, -3, 'b', null, false],
    [null, 0, null, 0, true],
  ])
  expect(mask).toBeUndefined()
  expect(tally.bad).toBe(0)
})

test('each broken rule of each row is counted, and a row is faulty once', () => {
  const { tally, mask } = check([
    [0, 1, 'a', 0, true],
    [-1, 1.5, 'c', 0, null],
    [11, 1, 'a', 0, true],
    [1, null, 'a', 0, true],
  ])
  expect([...(mask ?? [])]).toEqual([0, faulty, faulty, faulty])
  expect(tally.bad).toBe(3)
  expect(tally.counts.map(({ rule, column, rows }) => `${rule} ${column} ${rows}`).sort()).toEqual([
    ...['level shop 1', 'missing count 1', 'missing open 1', 'range price 2', 'type count 1'],
  ])
  expect(tally.shown[0]).toEqual({
    ...{ file: 'a.csv', row: 102, column: 'price', rule: 'range' },
    ...{ found: '-1', expected: '0 to 10' },
  })
  expect(tally.shown.find(({ rule }) => rule === 'level')).toMatchObject({
    ...{ found: '"c"', expected: 'a, b' },
  })
})

test('the quarantine names the place and the rule, and no value', () => {
  const { tally } = check([[-12_345.5, 1, 'Miss Marple', 0, true]])
  const text = new TextDecoder().decode(tally.takeLines())
  expect(
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { file: 'a.csv', row: 101, column: 'price', rule: 'range' },
    { file: 'a.csv', row: 101, column: 'shop', rule: 'level' },
  ])
  expect(tally.takeLines()).toBeUndefined()
})

test('rows that are left out already are not looked at', () => {
  const { tally, mask } = check([[-1, 1, 'a', 0, true]], Uint8Array.of(leftOut))
  expect(tally.bad).toBe(0)
  expect([...(mask ?? [])]).toEqual([leftOut])
})

test('a feature without a column, and a column of another kind, are refused by name', () => {
  const without = new Map([...kinds].filter(([name]) => name !== 'shop'))
  expect(() => rulesOfContract(contract, without, 'a.csv')).toThrow('there is no column "shop"')
  const other = new Map([...kinds, ['count', 'text'] as const])
  expect(() => rulesOfContract(contract, other, 'a.csv')).toThrow(
    'a.csv, column "count": found a text, expected a integer, as the contract says.',
  )
})

test('a set of ids knows exactly the hashes that were added, however many', () => {
  const word = fc.oneof(fc.nat(8), fc.integer({ min: 0, max: 2 ** 32 - 1 }))
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 2 ** 32 - 1 }), word)), (pairs) => {
      const ids = new IdSet()
      const known = new Set<string>()
      for (const [first, second] of pairs) {
        const key = `${first} ${second}`
        expect(ids.has(first, second)).toBe(known.has(key))
        expect(ids.add(first, second)).toBe(!known.has(key))
        known.add(key)
      }
      expect(ids.size).toBe(known.size)
    }),
  )
  const many = new IdSet()
  for (let i = 0; i < 200_000; i++) many.add(Math.imul(i, 0x9e3779b1) >>> 0, i)
  expect(many.size).toBe(200_000)
  expect(many.has(Math.imul(77, 0x9e3779b1) >>> 0, 77)).toBe(true)
  expect(many.has(Math.imul(77, 0x9e3779b1) >>> 0, 78)).toBe(false)
})
