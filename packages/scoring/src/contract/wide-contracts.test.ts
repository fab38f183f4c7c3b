import { expect, test } from 'vitest'
import { createCsvReader } from '../rows/csv.ts'
import { createRowReader } from '../rows/row-reader.ts'
import { accepts } from './accepts.ts'
import { aContract, aField } from './testing/contracts.ts'

// A file of a few bytes can name 100,000 features: what is done with them must not grow with their
// square. These would take minutes if it did.

const wide = aContract({ inputs: Array.from({ length: 100_000 }, (_, i) => aField(`f${i}`)) })

test('a version of very many inputs is judged against an endpoint of as many', () => {
  expect(accepts(wide, wide)).toEqual({ kind: 'accepted' })
})

test('a row of very many features is read', () => {
  const reader = createRowReader(wide)
  const row = new Float64Array(reader.featureCount)
  expect(reader.read({ f99999: 7 }, row, 0)).toBeUndefined()
  expect([row[0], row[99_999]]).toEqual([Number.NaN, 7])
})

test('a CSV header of very many columns is read', () => {
  const names = Array.from({ length: 200_000 }, (_, i) => i.toString(36))
  const reader = createCsvReader(aContract({ inputs: [aField('0')] }))
  const [row] = [...reader.push(Buffer.from(`${names.join()}\n7${','.repeat(199_999)}\n`))]
  expect(row?.kind).toBe('row')
})

test('a row of very many surplus keys is read, and a slip among its first ones is found', () => {
  const contract = aContract({
    inputs: Array.from({ length: 1000 }, (_, i) =>
      aField(`distance of ${'abcdefghij'[i % 10]}${i}`),
    ),
  })
  const surplus = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`key ${i}`, i]))
  const reader = createRowReader(contract)
  const row = new Float64Array(reader.featureCount)
  expect(reader.read(surplus, row, 0)).toBeUndefined()
  const slip = { 'distanse of a0': 1, ...surplus }
  expect(reader.read(slip, row, 0)).toMatchObject({ code: 'row-field-missing' })
})
