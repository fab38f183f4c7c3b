import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rangeText } from './range-text.ts'
import { type ContractField, readContract } from './read-contract.ts'
import { exampleEntry, toRow } from './row-entry.ts'

const now = new Date('2026-01-02T03:04:05.678Z')

test('prefills a row that the contract takes', () => {
  const fields = [
    aField({ name: 'distance', minimum: 31, maximum: 4962 }),
    aField({ name: 'hour', type: 'integer', minimum: 0, maximum: 23 }),
    aField({ name: 'origin', type: 'category', levels: ['ABQ', 'ATL'] }),
    aField({ name: 'code', type: 'category', levels: [3, 5] }),
    aField({ name: 'holiday', type: 'boolean' }),
    aField({ name: 'at', type: 'timestamp' }),
  ]
  expect(toRow(fields, exampleEntry(fields, now))).toEqual({
    distance: 2497,
    hour: 12,
    origin: 'ABQ',
    code: 3,
    holiday: true,
    at: '2026-01-02T03:04:05Z',
  })
})

test('the example number is never outside its range', () => {
  const ends = fc.tuple(
    fc.double({ min: -1e9, max: 1e9, noNaN: true }),
    fc.double({ min: 0, max: 1e9, noNaN: true }),
  )
  fc.assert(
    fc.property(ends, ([minimum, width]) => {
      const fields = [aField({ minimum, maximum: minimum + width })]
      const value = Number(toRow(fields, exampleEntry(fields, now))['x'])
      expect(value).toBeGreaterThanOrEqual(minimum)
      expect(value).toBeLessThanOrEqual(minimum + width)
    }),
  )
})

test('all finite numbers are called that, and zero is the example of them', () => {
  const field = aField({ minimum: -Number.MAX_VALUE, maximum: Number.MAX_VALUE })
  expect(rangeText(field, String)).toBe('finite')
  expect(toRow([field], exampleEntry([field], now))).toEqual({ x: 0 })
  const least = aField({ minimum: Number.MIN_VALUE, maximum: Number.MIN_VALUE })
  expect(toRow([least], exampleEntry([least], now))).toEqual({ x: Number.MIN_VALUE })
})

test('leaves out what is empty and sends what is unreadable as it is', () => {
  const fields = [aField({ name: 'a' }), aField({ name: 'b' })]
  expect(toRow(fields, { a: '', b: 'ten' })).toEqual({ b: 'ten' })
})

test('reads what it knows of a contract, and nothing from what is none', () => {
  const contract = {
    task: 'binary',
    inputs: [{ name: 'a', role: 'feature', type: 'number', range: { minimum: 2 } }, 7],
  }
  expect(readContract(contract)).toMatchObject({
    task: 'binary',
    inputs: [{ name: 'a', minimum: 2 }],
  })
  expect([readContract(null), readContract({}), readContract('x')]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

function aField(fields: Partial<ContractField>): ContractField {
  return {
    name: 'x',
    role: 'feature',
    type: 'number',
    unit: undefined,
    description: undefined,
    minimum: undefined,
    maximum: undefined,
    levels: undefined,
    missing: 'accept',
    unknownLevel: undefined,
    ...fields,
  }
}
