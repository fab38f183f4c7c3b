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

const largest = Number.MAX_VALUE
const largestFloat = 3.4028234663852886e38

test.each([
  [{}, undefined, 1],
  [{ minimum: -1, maximum: 3 }, '-1 to 3', 1],
  [{ minimum: 3 }, 'at least 3', 3],
  [{ maximum: -3 }, 'at most -3', -3],
  [{ minimum: -largest, maximum: largest }, 'any finite number', 1],
  [{ minimum: 3, maximum: largest }, 'a finite number of at least 3', 3],
  [{ minimum: -largest, maximum: 3 }, 'a finite number of at most 3', 3],
  [{ minimum: -largestFloat, maximum: largestFloat }, 'any finite 32-bit number', 1],
  [{ minimum: 3, maximum: largestFloat }, 'a finite 32-bit number of at least 3', 3],
  [{ minimum: -largest }, 'any number but -Infinity', 1],
  [{ maximum: largest }, 'any number but Infinity', 1],
  [{ minimum: Number.MIN_VALUE, maximum: Number.MIN_VALUE }, '5e-324 to 5e-324', Number.MIN_VALUE],
])('says of the range %o: %s, and has %d for an example', (range, text, example) => {
  const field = aField(range)
  expect(rangeText(field, String)).toBe(text)
  expect(toRow([field], exampleEntry([field], now))).toEqual({ x: example })
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
