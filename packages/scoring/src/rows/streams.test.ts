import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyContract } from '../contract/testing/contracts.ts'
import type { Contract, Field } from '../contract/types.ts'
import { Refusal } from '../refusals.ts'
import { carriedJson, carriedOf } from './carried.ts'
import { emptyTextOf } from './cell-values.ts'
import { createCsvReader } from './csv.ts'
import { toCell } from './csv-cells.ts'
import type { RowStream } from './input-row.ts'
import { createNdjsonReader, parseExactJson } from './ndjson.ts'
import { createRowReader } from './row-reader.ts'
import { rowOf } from './testing/rows.ts'
import { contract, faultText, read, row } from './testing/streams.ts'

const csv = () => createCsvReader(contract)
const utf8 = new TextEncoder()

test('reads one object a line, with its line number', () => {
  expect(read(createNdjsonReader(), '{"a":1}\r\n{"a":2}\n{"a":3}')).toEqual([
    { kind: 'row', line: 1, record: { a: 1 } },
    { kind: 'row', line: 2, record: { a: 2 } },
    { kind: 'row', line: 3, record: { a: 3 } },
  ])
})

test('keeps 64-bit whole numbers exact in NDJSON, and writes them back', () => {
  const text =
    '{"id":9223372036854775807,"in":[-9007199254740993],"x":1.5e300,"y":9007199254740991}'
  const record = parseExactJson(text)
  expect(record).toEqual({
    id: 9223372036854775807n,
    in: [-9007199254740993n],
    x: 1.5e300,
    y: 9007199254740991,
  })
  expect(carriedJson(carriedOf(record, ['id', 'in', 'none']))).toBe(
    '{"id":9223372036854775807,"in":[-9007199254740993]}',
  )
})

test.each<[string, string, string]>([
  ['text that is not JSON', '{"a":1}\n{"a":\n{"a":3}\n', 'found text that is not JSON'],
  ['an empty line before others', '{"a":1}\n\n{"a":3}\n', 'found an empty line'],
])('gives a fault in the place of %s, and goes on', (_, text, message) => {
  const rows = read(createNdjsonReader(), text)
  expect(rows.map((row) => [row.kind, row.line])).toEqual([
    ['row', 1],
    ['fault', 2],
    ['row', 3],
  ])
  expect(faultText(rows[1])).toContain(message)
})

test('refuses a row nested too deep to be written again, and only such a row', () => {
  const nested = (depth: number) => `{"id":${'['.repeat(depth)}${']'.repeat(depth)}}`
  const quoted = JSON.stringify({ id: '[{"'.repeat(1000) })
  const rows = read(createNdjsonReader(), [nested(127), nested(200_000), quoted, ''].join('\n'))
  expect(rows.map(({ kind }) => kind)).toEqual(['row', 'fault', 'row'])
  expect(faultText(rows[1])).toContain('nesting beyond 128 levels')
})

test('takes a last empty line for none', () => {
  expect(read(createNdjsonReader(), '{"a":1}\n\n')).toHaveLength(1)
  expect(read(csv(), 'distance,origin,late,id\n1,,,\n\n')).toHaveLength(1)
  expect(read(createNdjsonReader(), '')).toEqual([])
  expect(read(csv(), '')).toEqual([])
})

test('skips a byte order mark, and only at the start', () => {
  expect(read(createNdjsonReader(), '\ufeff{"a":1}')).toEqual([row(1, { a: 1 })])
  expect(read(createNdjsonReader(), '{"a":1}\n\ufeff{"a":1}')[1]?.kind).toBe('fault')
  expect(read(csv(), '\ufeffdistance,origin,late,id\n1,ABQ,1,x\n')).toHaveLength(1)
})

test('names the line whose bytes are not UTF-8, and goes on', () => {
  const bad = [utf8.encode('{"a":1}\n{"a":"'), [0xc3, 0x28], utf8.encode('"}\n{"a":3}\n')]
  const reader = createNdjsonReader()
  const rows = [...reader.push(Uint8Array.from(bad.flatMap((part) => [...part]))), ...reader.end()]
  expect(rows.map((one) => [one.kind, one.line])).toEqual([
    ['row', 1],
    ['fault', 2],
    ['row', 3],
  ])
  expect(faultText(rows[1])).toContain('bytes that are not UTF-8')
})

test.each([
  ['NDJSON', () => createNdjsonReader({ maximumBytes: 40 }), '', '{"distance":1}'],
  [
    'CSV',
    () => createCsvReader(contract, { maximumBytes: 40 }),
    'distance,origin,late,id\n',
    '1,ABQ,1,x',
  ],
])(
  'gives a fault for a record beyond the bound in %s, in bounded memory',
  (_, make, head, line) => {
    const long = `${'x'.repeat(1000)}`
    for (const size of [1, 7, 5000]) {
      const rows = read(make(), `${head}${line}\n${long}\n${line}\n`, size)
      expect(rows.map((one) => one.kind)).toEqual(['row', 'fault', 'row'])
      expect(rows[1]).toMatchObject({ fault: { code: 'row-too-large' } })
      expect(rows.map((one) => one.line - (rows[0]?.line ?? 0))).toEqual([0, 1, 2])
    }
  },
)

const anyText = fc.array(
  fc.constantFrom(
    '{"distance":1}',
    '1,ABQ,1,x',
    '"',
    ',',
    '\n',
    '\r\n',
    'é€😀',
    '"a\nb"',
    '{',
    '\ufeff',
  ),
  { maxLength: 30 },
)

test('gives the same rows however the bytes are cut into chunks', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 1, max: 9 }), fc.boolean(), (parts, size, isCsv) => {
      const make = isCsv ? csv : createNdjsonReader
      const text = `${isCsv ? 'distance,origin,late,id\n' : ''}${parts.join('')}`
      expect(read(make(), text, size)).toEqual(read(make(), text))
    }),
  )
})

test('gives a row or a fault for every line of NDJSON but a last empty one', () => {
  fc.assert(
    fc.property(anyText, (parts) => {
      const lines = parts
        .join('')
        .replace(/^\ufeff/, '')
        .replace(/\n$/, '')
        .split('\n')
      if (['', '\r'].includes(lines.at(-1) ?? '')) lines.pop()
      const numbers = read(createNdjsonReader(), parts.join('')).map((one) => one.line)
      expect(numbers).toEqual(lines.map((_, i) => i + 1))
    }),
  )
})

test('meets any bytes with rows, faults or a refused header', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, isCsv) => {
      try {
        const reader = isCsv ? csv() : createNdjsonReader()
        reader.push(bytes)
        reader.end()
      } catch (error) {
        expect(isCsv && error).toBeInstanceOf(Refusal)
      }
    }),
  )
})

test('encodes the same rows alike from NDJSON and from CSV', () => {
  const cases = anyContract().chain((of) =>
    fc.tuple(fc.constant(of), fc.array(rowOf(of), { minLength: 1, maxLength: 6 })),
  )
  fc.assert(
    fc.property(cases, ([of, rows]) => {
      const names = of.inputs.map((field) => field.name)
      fc.pre(names.length > 0)
      const known = rows
        .filter((one) => !isUnsaid(of.inputs, one))
        .filter((one) => of.inputs.every((field) => isSame(field, memberOf(one, field.name))))
        .map((one) => Object.fromEntries(names.map((name) => [name, memberOf(one, name)])))
      const ndjson = known.map((one) => JSON.stringify(one)).join('\n')
      const lines = known.map((one) =>
        of.inputs.map((field) => cellOf(one[field.name], field)).join(),
      )
      const header = names.map(toCell).join()
      const fromCsv = encodeAll(createCsvReader(of), `${header}\n${lines.join('\n')}\n`, of)
      expect(fromCsv).toEqual(encodeAll(createNdjsonReader(), `${ndjson}\n`, of))
    }),
  )
})

/** Values that both formats can say: in CSV a text may look like a number, a number like a text. */
function isSame({ type, role, levels }: Field, value: unknown): boolean {
  const isText = role !== 'carried' && (type === 'text' || typeof levels?.[0] === 'string')
  if (isText && value !== null && typeof value !== 'string') return false
  if (type === 'boolean' && typeof value === 'number') return false
  return typeof value !== 'string' || (value.trim() === value && !/^(|\d.*|na|null)$/i.test(value))
}

function memberOf(record: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : null
}

/** A missing text alone would be an empty line, and quoted the empty text. */
function isUnsaid(inputs: readonly Field[], record: Readonly<Record<string, unknown>>): boolean {
  const [only, ...others] = inputs
  if (only === undefined || others.length > 0 || emptyTextOf(only) === null) return false
  return memberOf(record, only.name) === null
}

/** Quoted where that says the same, so that the empty cell of a file with one column is no empty line. */
function cellOf(value: unknown, field: Field): string {
  if (value === null || value === undefined) return emptyTextOf(field) === null ? '""' : ''
  return toCell(String(value))
}

function encodeAll(stream: RowStream, text: string, of: Contract): unknown[] {
  const reader = createRowReader(of)
  return read(stream, text).map((one) => {
    const into = new Float64Array(reader.featureCount)
    const fault = one.kind === 'fault' ? one.fault : reader.read(one.record, into, 0)
    return fault === undefined ? into : { code: fault.code, pointer: fault.pointer }
  })
}
