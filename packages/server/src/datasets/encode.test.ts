import { type Contract, createRowReader, type Field } from '@ratchet-ml/scoring'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rowEncoder } from './encode.ts'
import { LevelTable } from './levels.ts'
import type { Column, ColumnBatch, ColumnInfo } from './types.ts'
import { missingBoolean } from './types.ts'

const inputs: readonly Field[] = [
  { name: 'distance', role: 'feature', type: 'number', missing: 'accept' },
  { name: 'who', role: 'unit', type: 'text', missing: 'accept' },
  {
    name: 'origin',
    role: 'feature',
    type: 'category',
    levels: ['ABQ', 'LAX', '1'],
    missing: 'accept',
    unknownLevel: 'accept',
  },
  {
    name: 'gate',
    role: 'feature',
    type: 'category',
    levels: [10, 20, -1],
    missing: 'accept',
    unknownLevel: 'accept',
  },
  { name: 'late', role: 'feature', type: 'boolean', missing: 'accept' },
  { name: 'hour', role: 'feature', type: 'integer', missing: 'accept' },
]

function aContract(fields = inputs): Contract {
  const numeric = { raw: 'bit-exact', linkUlp: 0 } as const
  return { task: 'regression', inputs: fields, extra: 'ignore', outputs: [], numeric }
}

const columns: readonly ColumnInfo[] = [
  { name: 'gate', kind: 'number' },
  { name: 'origin', kind: 'text' },
  { name: 'distance', kind: 'number' },
  { name: 'late', kind: 'boolean' },
  { name: 'hour', kind: 'number' },
]

type Row = {
  readonly distance: number | null
  readonly origin: string | null
  readonly gate: number | null
  readonly late: boolean | null
  readonly hour: number | null
}

const aRow: fc.Arbitrary<Row> = fc.record({
  distance: fc.option(fc.double({ noNaN: true })),
  origin: fc.option(fc.constantFrom('ABQ', 'LAX', '1', 'XXX', '')),
  gate: fc.option(fc.constantFrom(10, 20, -1, 30, 0.5)),
  late: fc.option(fc.boolean()),
  hour: fc.option(fc.maxSafeInteger()),
})

function aBatch(rows: readonly Row[], levels: LevelTable): ColumnBatch {
  const numbers = (name: 'distance' | 'gate' | 'hour'): Column => ({
    kind: 'number',
    values: Float64Array.from(rows, (row) => row[name] ?? Number.NaN),
  })
  const codes = Int32Array.from(rows, (row) =>
    row.origin === null ? -1 : levels.codeOf(row.origin),
  )
  const late = Uint8Array.from(rows, (row) =>
    row.late === null ? missingBoolean : Number(row.late),
  )
  return {
    count: rows.length,
    columns: new Map<string, Column>([
      ['distance', numbers('distance')],
      ['gate', numbers('gate')],
      ['hour', numbers('hour')],
      ['origin', { kind: 'text', codes, levels }],
      ['late', { kind: 'boolean', values: late }],
    ]),
  }
}

test('encodes columns to the same numbers and counts as rows are read, over growing levels', () => {
  fc.assert(
    fc.property(fc.array(fc.array(aRow, { minLength: 1 }), { maxLength: 4 }), (batches) => {
      const contract = aContract()
      const encoder = rowEncoder(contract, columns, 'flights@1')
      const reader = createRowReader(contract)
      const levels = new LevelTable()
      for (const rows of batches) {
        const order = Int32Array.from(rows, (_, i) => rows.length - 1 - i)
        const encoded = new Float64Array(rows.length * encoder.width)
        encoder.encode(aBatch(rows, levels), order, rows.length, encoded, 0)
        const read = new Float64Array(encoded.length)
        for (const [i, row] of rows.toReversed().entries()) {
          expect(reader.read(row, read, i * reader.featureCount)).toBeUndefined()
        }
        expect(encoded).toEqual(read)
      }
      const { rows, missing, unknownLevels } = reader.counts
      expect(encoder.counts).toMatchObject({ rows, missing, unknownLevels })
    }),
  )
})

test('a feature that the data lacks is refused with the nearest column', () => {
  const without = columns.map((column) =>
    column.name === 'origin' ? { ...column, name: 'orign' } : column,
  )
  expect(() => rowEncoder(aContract(), without, 'flights@1')).toThrow(
    expect.objectContaining({
      code: 'data-column-missing',
      message: expect.stringContaining('flights@1'),
      hint: expect.stringContaining('"orign"'),
    }),
  )
})

test('a column of another kind than its feature is refused', () => {
  const texts = columns.map(({ name }): ColumnInfo => ({ name, kind: 'text' }))
  expect(() => rowEncoder(aContract(), texts, 'flights@1')).toThrow(
    expect.objectContaining({
      code: 'data-unreadable',
      message: expect.stringContaining('distance'),
    }),
  )
})

test('data with longer arrays than a tensor of the contract is refused', () => {
  const fields = ['x[0]', 'x[1]'].map((name): Field => {
    return { name, role: 'feature', type: 'number', missing: 'accept' }
  })
  const contract = { ...aContract(fields), tensors: [{ name: 'x', shape: [2] }] }
  const found = ['x[0]', 'x[1]', 'x[2]'].map((name): ColumnInfo => ({ name, kind: 'number' }))
  expect(rowEncoder(contract, found.slice(0, 2), 'images@1').width).toBe(2)
  expect(() => rowEncoder(contract, found, 'images@1')).toThrow(
    'The data for images@1, column "x[2]": found an element more under "x", expected 2 of them.',
  )
})

const strict = (name: string, change: Partial<Field>) =>
  aContract(inputs.map((field) => (field.name === name ? { ...field, ...change } : field)))

test.each<[string, Contract, Partial<Row>, string]>([
  [
    'a missing value',
    strict('distance', { missing: 'refuse' }),
    { distance: null },
    'row-field-missing',
  ],
  [
    'a missing text',
    strict('origin', { missing: 'refuse' }),
    { origin: null },
    'row-field-missing',
  ],
  [
    'a value out of range',
    strict('distance', { range: { maximum: 5 } }),
    { distance: 6 },
    'row-range',
  ],
  [
    'an unknown text',
    strict('origin', { unknownLevel: 'refuse' }),
    { origin: 'XXX' },
    'row-level-unknown',
  ],
  [
    'an unknown number',
    strict('gate', { unknownLevel: 'refuse' }),
    { gate: 30 },
    'row-level-unknown',
  ],
  ['a fraction', aContract(), { hour: 1.5 }, 'row-type'],
])('what the contract refuses is refused with its row: %s', (_, contract, change, code) => {
  const row: Row = { distance: 1, origin: 'ABQ', gate: 10, late: true, hour: 3 }
  const encoder = rowEncoder(contract, columns, 'flights@1')
  const batch = aBatch([row, { ...row, ...change }], new LevelTable())
  const encode = () => encoder.encode(batch, Int32Array.of(0, 1), 2, new Float64Array(10), 100)
  expect(encode).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining('row 102') }),
  )
})

test.each([
  ['x'.repeat(1_000_001), {}, 'found a longer text, expected at most 1000000 characters'],
  ['four', { maximumLength: 3 }, 'found a longer text, expected at most 3 characters'],
  ['\ud800', {}, 'found text with half of a surrogate pair, expected text in Unicode'],
])('a text that callers may not send is refused, and not repeated', (text, bound, words) => {
  const field: Field = {
    name: 'origin',
    role: 'feature',
    type: 'text',
    missing: 'accept',
    ...bound,
  }
  const encoder = rowEncoder(aContract([field]), columns, 'flights@1')
  const rows = ['🙂🙂🙂', text].map((origin): Row => {
    return { distance: 1, origin, gate: 10, late: true, hour: 3 }
  })
  const batch = aBatch(rows, new LevelTable())
  const encode = () => encoder.encode(batch, Int32Array.of(0, 1), 2, new Float64Array(2), 0)
  expect(encode).toThrow(expect.objectContaining({ message: expect.stringContaining(words) }))
})
