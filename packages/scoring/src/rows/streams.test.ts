import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aContract, aField, anyContract } from '../contract/testing/contracts.ts'
import type { Contract, Field } from '../contract/types.ts'
import { Refusal } from '../refusals.ts'
import { carriedJson, carriedOf } from './carried.ts'
import { createCsvReader } from './csv.ts'
import { toCell } from './csv-cells.ts'
import type { InputRow, RowStream } from './input-row.ts'
import { createNdjsonReader, parseExactJson } from './ndjson.ts'
import { describeFault } from './row-fault.ts'
import { createRowReader } from './row-reader.ts'
import { sniffRowFormat } from './sniff.ts'
import { rowOf } from './testing/rows.ts'

const contract = aContract({
  inputs: [
    aField('distance'),
    aField('origin', { type: 'category', levels: ['ABQ', 'NaN'], unknownLevel: 'accept' }),
    aField('late', { type: 'boolean' }),
    aField('id', { role: 'carried', type: 'text' }),
  ],
})
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

test('takes a last empty line for none', () => {
  expect(read(createNdjsonReader(), '{"a":1}\n\n')).toHaveLength(1)
  expect(read(csv(), 'distance,origin,late,id\n1,,,\n\n')).toHaveLength(1)
  expect(read(createNdjsonReader(), '')).toEqual([])
  expect(read(csv(), '')).toEqual([])
})

test('reads cells by the type of their field', () => {
  const text = [
    'id,origin,distance,late',
    'x,ABQ,1e2,true',
    ',NaN,NA,FALSE',
    'NA,,NaN,',
    '"a ""b"",\r\nc",XXX, -.5 ,0',
    'y,"ABQ",-inf,1',
    'z,ABQ,Infinity,null',
  ].join('\r\n')
  expect(read(csv(), text)).toEqual([
    row(2, { id: 'x', origin: 'ABQ', distance: 100, late: true }),
    row(3, { id: null, origin: 'NaN', distance: null, late: false }),
    row(4, { id: 'NA', origin: null, distance: null, late: null }),
    row(5, { id: 'a "b",\r\nc', origin: 'XXX', distance: -0.5, late: false }),
    row(7, { id: 'y', origin: 'ABQ', distance: Number.NEGATIVE_INFINITY, late: true }),
    row(8, { id: 'z', origin: 'ABQ', distance: Number.POSITIVE_INFINITY, late: null }),
  ])
})

test('leaves to the row reader what is no number', () => {
  const reader = createRowReader(contract)
  for (const cell of ['0x10', '1_000', '1,5', '12 miles', '1e', '--1', 'NULL']) {
    const [, ...cells] = [0, toCell(cell)]
    const [first] = read(csv(), `distance,origin,late,id\n${cells.join()},ABQ,1,x\n`)
    const record = first?.kind === 'row' ? first.record : undefined
    expect(reader.read(record, new Float64Array(3), 0)).toMatchObject({
      code: 'row-type',
      pointer: '/distance',
      found: 'text',
    })
  }
})

test.each<[string, string, string]>([
  ['too few cells', '1,2', 'found 2 cells, expected 4 cells, as in the header'],
  ['a stray quote', '1,A"BQ",1,x', 'found a quote within a cell'],
  ['text after a quoted cell', '1,"ABQ"x,1,y', 'found a quote within a cell'],
  ['an empty line', '', 'found an empty line, expected 4 cells'],
])('gives a fault for %s in CSV, and goes on', (_, line, message) => {
  const rows = read(csv(), `distance,origin,late,id\n${line}\n2,ABQ,1,x\n`)
  expect(rows.map((one) => [one.kind, one.line])).toEqual([
    ['fault', 2],
    ['row', 3],
  ])
  expect(faultText(rows[0])).toContain(message)
})

test('gives a fault for a quote that is never closed', () => {
  const rows = read(csv(), 'distance,origin,late,id\n1,ABQ,1,x\n1,"ABQ\n,1,x\n')
  expect(rows).toHaveLength(2)
  expect(rows[1]).toMatchObject({ kind: 'fault', line: 3 })
  expect(faultText(rows[1])).toContain('a quote that is never closed')
})

test.each<[string, string, string]>([
  ['lacks a feature', 'distance,late,id', 'expected a column origin'],
  [
    'misspells a feature',
    'distance,Origin,late,id',
    'found the column Origin, expected a column or',
  ],
  ['repeats a column', 'distance,origin,late,late', 'found the column "late" twice'],
  ['has a stray quote', 'distance,or"igin,late', 'found a quote within a name'],
])('refuses a header that %s', (_, header, message) => {
  const refused = () => read(csv(), `${header}\n1,2,3,4\n`)
  expect(refused).toThrow(Refusal)
  expect(refused).toThrow(message)
})

test('says when a header is separated by something else', () => {
  try {
    read(csv(), 'distance;origin;late;id\n')
    expect.unreachable()
  } catch (error) {
    expect((error as Refusal).hint).toContain('separated by ";"')
  }
})

test('refuses a surplus column where the contract does, and otherwise carries it', () => {
  const text = 'distance,origin,late,__proto__\n1,ABQ,1,z\n'
  const strict: Contract = { ...contract, extra: 'refuse' }
  expect(() => read(createCsvReader(strict), text)).toThrow('found the column "__proto__"')
  const [first] = read(csv(), text)
  const record = first?.kind === 'row' ? first.record : undefined
  expect(carriedJson(carriedOf(record, ['__proto__', 'distance', 'toString']))).toBe(
    '{"__proto__":"z","distance":1}',
  )
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
        .filter((one) => of.inputs.every((field) => isSame(field, memberOf(one, field.name))))
        .map((one) => Object.fromEntries(names.map((name) => [name, memberOf(one, name)])))
      const ndjson = known.map((one) => JSON.stringify(one)).join('\n')
      const lines = known.map((one) => names.map((name) => cellOf(one[name])).join())
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

/** Quoted, so that the empty cell of a file with one column is no empty line. */
function cellOf(value: unknown): string {
  return value === null || value === undefined ? '""' : toCell(String(value))
}

function encodeAll(stream: RowStream, text: string, of: Contract): unknown[] {
  const reader = createRowReader(of)
  return read(stream, text).map((one) => {
    const into = new Float64Array(reader.featureCount)
    const fault = one.kind === 'fault' ? one.fault : reader.read(one.record, into, 0)
    return fault === undefined ? into : { code: fault.code, pointer: fault.pointer }
  })
}

test.each([
  ['{"a":1}', 'ndjson'],
  [' \n[1]', 'ndjson'],
  ['\ufeff{"a":1}', 'ndjson'],
  ['a,b\n', 'csv'],
  ['"a",b\n', 'csv'],
  ['', undefined],
  [' \r\n\t', undefined],
])('takes %j for %s', (text, format) => {
  expect(sniffRowFormat(utf8.encode(text))).toBe(format)
})

function read(stream: RowStream, text: string, chunkSize = Number.POSITIVE_INFINITY): InputRow[] {
  const bytes = utf8.encode(text)
  const rows: InputRow[] = []
  for (let at = 0; at < bytes.length; at += chunkSize) {
    rows.push(...stream.push(bytes.slice(at, at + chunkSize)))
  }
  return [...rows, ...stream.end()]
}

function row(line: number, record: object): InputRow {
  return { kind: 'row', line, record }
}

function faultText(one: InputRow | undefined): string {
  return one?.kind === 'fault' ? describeFault(one.fault, true) : ''
}
