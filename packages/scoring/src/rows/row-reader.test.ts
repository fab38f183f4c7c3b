import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aContract, aField, anyContract } from '../contract/testing/contracts.ts'
import type { Contract, Field } from '../contract/types.ts'
import { describeFault, type RowFault } from './row-fault.ts'
import { createRowReader } from './row-reader.ts'
import { textsOf } from './row-texts.ts'
import { rowOf } from './testing/rows.ts'

const contract = aContract({
  inputs: [
    aField('flight', { role: 'unit', type: 'text', missing: 'refuse' }),
    aField('distance'),
    aField('seats', { type: 'integer', range: { minimum: 0, maximum: 853 } }),
    aField('late', { type: 'boolean', missing: 'refuse' }),
    aField('origin', { type: 'category', levels: ['ABQ', 'LAX'], unknownLevel: 'accept' }),
    aField('gate', { type: 'category', levels: [3, 7], unknownLevel: 'refuse' }),
    aField('leaves', { type: 'timestamp' }),
    aField('note', { role: 'carried', type: 'text' }),
  ],
})
const good = {
  flight: 'UA1',
  distance: 300.5,
  seats: 180,
  late: true,
  origin: 'LAX',
  gate: 3,
  leaves: '1970-01-01T00:00:01Z',
  note: { anything: 1 },
}

function encode(record: unknown, of: Contract = contract): number[] | RowFault {
  const reader = createRowReader(of)
  const into = new Float64Array(reader.featureCount + 2).fill(-1)
  const fault = reader.read(record, into, 1)
  expect(into[0]).toBe(-1)
  expect(into.at(-1)).toBe(-1)
  return fault ?? [...into.subarray(1, -1)]
}

test('writes features in the order of the contract, whatever the order of the keys', () => {
  const encoded = [300.5, 180, 1, 1, 0, 1_000_000]
  expect(encode(good)).toEqual(encoded)
  expect(encode(Object.fromEntries(Object.entries(good).reverse()))).toEqual(encoded)
})

test('holds absent, null, NaN and "NaN" for one thing: missing', () => {
  for (const value of [undefined, null, Number.NaN, 'NaN']) {
    const row = { ...good, distance: value, seats: value, leaves: value }
    expect(encode(row)).toEqual([Number.NaN, Number.NaN, 1, 1, 0, Number.NaN])
  }
  const { distance: _, ...without } = good
  expect(encode(without)).toEqual([Number.NaN, 180, 1, 1, 0, 1_000_000])
  expect(encode({ ...good, origin: null })).toEqual([300.5, 180, 1, Number.NaN, 0, 1_000_000])
})

test('takes 1 and 0 for true and false', () => {
  expect(encode({ ...good, late: 1 })).toEqual(encode(good))
  for (const no of [0, -0])
    expect(encode({ ...good, late: no })).toEqual(encode({ ...good, late: false }))
})

test('takes the words for infinities as numbers, and keeps minus zero', () => {
  expect(first({ distance: 'Infinity' })).toBe(Number.POSITIVE_INFINITY)
  expect(first({ distance: '-Infinity' })).toBe(Number.NEGATIVE_INFINITY)
  expect(first({ distance: -0 })).toBe(-0)
  expect(first({ distance: 12345678901234567890n })).toBe(12345678901234567000)
})

function first(change: object): number | undefined {
  return (encode({ ...good, ...change }) as number[])[0]
}

test.each<[string, object, string]>([
  ['numeric text', { distance: '300' }, '/distance: found text ("300"), expected a number'],
  ['a boolean', { distance: true }, '/distance: found a boolean (true), expected a number'],
  ['an array', { distance: [1] }, '/distance: found an array, expected a number'],
  ['an object', { distance: {} }, '/distance: found an object, expected a number'],
  ['empty text', { distance: '' }, '/distance: found text (""), expected a number'],
  ['a fraction', { seats: 1.5 }, '/seats: found a fraction (1.5), expected a whole number'],
  ['an infinity', { seats: 'Infinity' }, '/seats: found text ("Infinity")'],
  ['a low number', { seats: -1 }, '/seats: found a number out of range (-1), expected 0 to 853'],
  [
    'a high number',
    { seats: 854n },
    '/seats: found a number out of range (854), expected 0 to 853',
  ],
  ['a number for a boolean', { late: 2 }, '/late: found a number (2), expected true or false'],
  [
    'a number for a text level',
    { origin: 3 },
    '/origin: found a number (3), expected text, a level',
  ],
  ['text for a number level', { gate: '3' }, '/gate: found text ("3"), expected a number, a level'],
  ['an unknown level', { gate: 4 }, '/gate: found an unknown level (4), expected 3, 7'],
  ['a local time', { leaves: '2001-01-31T05:30:00' }, 'expected an RFC 3339 time with its zone'],
  ['a far time', { leaves: '9001-01-31T05:30:00Z' }, 'expected a year from 1685 to 2255'],
  ['a number for text', { flight: 1 }, '/flight: found a number (1), expected text'],
  ['a missing value', { late: null }, '/late: found null, expected a value for late'],
  ['an absent unit', { flight: undefined }, '/flight: found nothing, expected a value for flight'],
])('refuses %s, naming what it found and what it expected', (_, change, message) => {
  const fault = encode({ ...good, ...change })
  expect(fault).not.toBeInstanceOf(Array)
  expect(describeFault(fault as RowFault, true)).toContain(message)
})

test.each([null, 1, 'text', [1], [], new Date(0), new Map(), undefined])(
  'refuses the row %j, which is no object',
  (row) => {
    expect(encode(row)).toMatchObject({ code: 'row-not-object', pointer: '' })
  },
)

test('repeats no value of the row in what may travel', () => {
  const secret = 'Jane Doe, 1 Main St'
  for (const key of Object.keys(good)) {
    const fault = encode({ ...good, [key]: key === 'flight' ? { secret } : secret })
    if (Array.isArray(fault)) continue
    expect(JSON.stringify({ ...fault, value: undefined })).not.toContain('Jane')
    expect(describeFault(fault)).not.toContain('Jane')
  }
})

test('refuses whole numbers that a double cannot tell apart', () => {
  const wide = aContract({ inputs: [aField('id', { type: 'integer' })] })
  expect(encode({ id: 2 ** 53 - 1 }, wide)).toEqual([2 ** 53 - 1])
  expect(encode({ id: -9007199254740991n }, wide)).toEqual([-9007199254740991])
  for (const id of [2 ** 53, 2n ** 53n, -(2n ** 63n), 1e300]) {
    expect(encode({ id }, wide)).toMatchObject({ code: 'row-range', pointer: '/id' })
  }
})

test('names the nearest level of a category', () => {
  const airports = ['ABQ', 'LAX', 'JFK', 'EWR', 'SFO', 'ORD']
  const field = aField('from', { type: 'category', levels: airports, unknownLevel: 'refuse' })
  expect(encode({ from: 'LAXX' }, aContract({ inputs: [field] }))).toMatchObject({
    code: 'row-level-unknown',
    expected: 'one of 6 levels: ABQ, LAX, JFK, EWR, SFO, ...; the nearest is LAX',
  })
})

test('refuses a surplus key beside a lacking feature of similar name, naming both', () => {
  const { distance: _, ...without } = good
  expect(encode({ ...without, Distance: 300 })).toMatchObject({
    code: 'row-field-missing',
    pointer: '/distance',
    found: 'no distance but "Distance"',
  })
  expect(encode({ ...good, Distance: 300 })).toBeInstanceOf(Array)
  expect(encode({ ...without, weather: 300 })).toBeInstanceOf(Array)
  expect(encode({ ...without, distance: null, Distance: 300 })).toBeInstanceOf(Array)
})

test('refuses a surplus key where the contract does', () => {
  const strict: Contract = { ...contract, extra: 'refuse' }
  expect(encode(good, strict)).toBeInstanceOf(Array)
  expect(encode({ ...good, 'a/b~c': 1 }, strict)).toMatchObject({
    code: 'row-field-unknown',
    pointer: '/a~1b~0c',
  })
})

test('takes names that objects inherit for plain names', () => {
  expect(
    encode(JSON.parse('{"__proto__":{"distance":9},"constructor":1,"late":true,"flight":""}')),
  ).toEqual([Number.NaN, Number.NaN, 1, Number.NaN, Number.NaN, Number.NaN])
  const odd = aContract({ inputs: [aField('__proto__'), aField('constructor'), aField('x')] })
  expect(encode({ x: 1 }, odd)).toEqual([Number.NaN, Number.NaN, 1])
  expect(encode(JSON.parse('{"__proto__":2,"constructor":3,"x":1}'), odd)).toEqual([2, 3, 1])
  const strict: Contract = { ...odd, extra: 'refuse' }
  expect(encode(JSON.parse('{"toString":1}'), strict)).toMatchObject({ pointer: '/toString' })
})

test('counts what it tolerated, and nothing of the rows it refused', () => {
  const reader = createRowReader(contract)
  const into = new Float64Array(reader.featureCount)
  reader.read(good, into, 0)
  reader.read({ ...good, distance: null, origin: 'XXX', a: 1, b: 2 }, into, 0)
  reader.read({ ...good, distance: null, origin: 'XXX', seats: 'many' }, into, 0)
  expect(reader.counts).toEqual({ rows: 2, missing: 1, unknownLevels: 1, extraKeys: 2 })
  expect([...reader.missingByFeature]).toEqual([1, 0, 0, 0, 0, 0])
})

test('reads a row alike, alone or after any others', () => {
  fc.assert(
    fc.property(
      anyContract().chain((of) => fc.tuple(fc.constant(of), fc.array(rowOf(of), { maxLength: 8 }))),
      ([of, rows]) => {
        const reader = createRowReader(of)
        const into = new Float64Array(reader.featureCount)
        for (const row of rows) {
          const fault = reader.read(row, into, 0)
          const fresh = createRowReader(of)
          const alone = new Float64Array(fresh.featureCount)
          expect(fresh.read(row, alone, 0)).toEqual(fault)
          if (fault === undefined) expect(into).toEqual(alone)
        }
      },
    ),
  )
})

test('meets any JSON with a fault or a row and never an error', () => {
  const names = contract.inputs.map((field: Field) => field.name)
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.dictionary(fc.constantFrom(...names), fc.jsonValue()),
      (a, b) => {
        for (const row of [a, b, { ...good, ...b }]) encode(row)
      },
    ),
  )
})

test('reads a row of a table by columns as it reads the same row as an object', () => {
  const cases = anyContract().chain((any) => fc.tuple(fc.constant(any), rowOf(any)))
  fc.assert(
    fc.property(cases, ([any, row]) => {
      const known = any.inputs.flatMap(({ name }) =>
        Object.hasOwn(row, name) ? [[name, row[name]] as const] : [],
      )
      const byObject = createRowReader(any)
      const byColumns = createRowReader(any)
      const wanted = new Float64Array(byObject.featureCount)
      const found = new Float64Array(byObject.featureCount)
      const columns = any.inputs.map(({ name }) =>
        Object.hasOwn(row, name) ? [undefined, row[name]] : undefined,
      )
      const fault = byObject.read(Object.fromEntries(known), wanted, 0)
      const other = byColumns.readColumns(columns, 1, found, 0)
      expect(other === undefined).toBe(fault === undefined)
      if (fault === undefined) expect(found).toEqual(wanted)
      expect(byColumns.counts).toEqual(byObject.counts)
    }),
  )
})

test('reads a table at once as row by row, unless it has a fault', () => {
  const cases = anyContract().chain((any) =>
    fc.tuple(fc.constant(any), fc.array(rowOf(any), { maxLength: 6 }), fc.nat({ max: 2 })),
  )
  fc.assert(
    fc.property(cases, ([any, rows, first]) => {
      const [single, together] = [createRowReader(any), createRowReader(any)]
      const width = single.featureCount
      const wanted = new Float64Array(rows.length * width)
      const columns = any.inputs.map(({ name }) => rows.map((row) => row[name]))
      const count = Math.max(0, rows.length - first)
      const faults = Array.from({ length: count }, (_, i) =>
        single.readColumns(columns, first + i, wanted, i * width),
      )
      const found = new Float64Array(rows.length * width + 1)
      const isRead = together.readTable(columns, first, count, found, 1)
      expect(isRead).toBe(faults.every((fault) => fault === undefined))
      if (!isRead) return
      expect(found.subarray(1, 1 + count * width)).toEqual(wanted.subarray(0, count * width))
      expect(together.counts).toEqual(single.counts)
      expect(together.missingByFeature).toEqual(single.missingByFeature)
    }),
  )
})

test('reads columns of numbers, levels and texts of many rows at once', () => {
  const levels = ['AA', 'BA', 'AB', '', 'a', 'longer', 'langer', 'é', '12345678', '02345678']
  const of = aContract({
    inputs: [
      aField('double'),
      aField('float', { range: { minimum: 0, maximum: 200 } }),
      aField('level', { type: 'category', levels, unknownLevel: 'accept' }),
      aField('seen', { type: 'text' }),
      aField('absent'),
    ],
  })
  const count = 1000
  const rows = Array.from({ length: count }, (_, i) => i)
  const columns = [
    Float64Array.from(rows, (i) => (i % 3 === 0 ? Number.NaN : i)),
    Float32Array.from(rows, (i) => i / 7),
    rows.map((i) => [...levels, null, 'BB'][i % 12]),
    rows.map((i) => `text ${i}`),
    undefined,
  ]
  const [single, together] = [createRowReader(of), createRowReader(of)]
  const [wanted, found] = [new Float64Array(5 * count), new Float64Array(5 * count)]
  for (const row of rows) expect(single.readColumns(columns, row, wanted, 5 * row)).toBeUndefined()
  expect(together.readTable(columns, 0, count, found, 0)).toBe(true)
  expect(found).toEqual(wanted)
  expect(textsOf(found)?.values).toEqual(textsOf(wanted)?.values)
  expect(together.counts).toEqual(single.counts)
  expect(together.counts).toMatchObject({ rows: count, unknownLevels: 83 })
  expect(together.missingByFeature).toEqual(single.missingByFeature)
})

test('counts nothing of a table that has a fault', () => {
  const reader = createRowReader(aContract({ inputs: [aField('a', { missing: 'refuse' })] }))
  const into = new Float64Array(2)
  expect(reader.readTable([Float64Array.of(1, Number.NaN)], 0, 2, into, 0)).toBe(false)
  expect(reader.readTable([[1, 'two']], 0, 2, into, 0)).toBe(false)
  const ranged = createRowReader(aContract({ inputs: [aField('a', { range: { minimum: 0 } })] }))
  expect(ranged.readTable([Float64Array.of(Number.NaN, -1)], 0, 2, into, 0)).toBe(false)
  expect(reader.counts.rows).toBe(0)
  expect(reader.readTable([[1, 2]], 0, 2, into, 0)).toBe(true)
  expect(reader.counts.rows).toBe(2)
})

test('reads columns that stand in one array, each from its own place on', () => {
  const inputs = [aField('a', { type: 'number' }), aField('b', { type: 'number' })]
  const reader = createRowReader(aContract({ inputs }))
  const found = new Float64Array(4)
  const stacked = Float32Array.of(9, 5, 6, 1, 2)
  expect(reader.readStacked(stacked, Int32Array.of(3, 1), 2, found)).toBe(true)
  expect([...found]).toEqual([1, 5, 2, 6])
  expect(reader.counts.rows).toBe(2)
  stacked[4] = Number.NaN
  expect(reader.readStacked(stacked, Int32Array.of(3, 1), 2, found)).toBe(true)
  expect(reader.counts).toMatchObject({ rows: 4, missing: 1 })
  expect(createRowReader(contract).readStacked(stacked, Int32Array.of(3, 1), 2, found)).toBe(false)
})

test('reads stacked columns as it reads a table, whatever numbers stand in them', () => {
  const inputs = [aField('a', { missing: 'refuse' }), aField('b', {}), aField('c', {})]
  const values = [1, -0, Infinity, -Infinity, 0.1, 2 ** 53, Number.NaN]
  for (let count = 0; count <= 11; count++) {
    for (const missing of [0, 1, 5]) {
      const numbers = Float64Array.from({ length: 3 * count }, (_, i) =>
        i < (3 - missing) * count ? (values[(i * 5) % 6] as number) : (values[i % 7] as number),
      )
      const columns = [0, 1, 2].map((k) => numbers.subarray(k * count, (k + 1) * count))
      const [stacked, table] = [aContract({ inputs }), aContract({ inputs })].map(createRowReader)
      const [found, wanted] = [new Float64Array(3 * count), new Float64Array(3 * count)]
      const starts = Int32Array.of(0, count, 2 * count)
      const isRead = table?.readTable(columns, 0, count, wanted, 0)
      expect(stacked?.readStacked(numbers, starts, count, found)).toBe(isRead)
      if (isRead) expect(found).toEqual(wanted)
      expect(stacked?.counts).toEqual(table?.counts)
      expect(stacked?.missingByFeature).toEqual(table?.missingByFeature)
    }
  }
})
