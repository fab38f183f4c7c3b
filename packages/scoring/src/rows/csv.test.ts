import { expect, test } from 'vitest'
import { aContract, aField } from '../contract/testing/contracts.ts'
import type { Contract } from '../contract/types.ts'
import { Refusal } from '../refusals.ts'
import { carriedJson, carriedOf } from './carried.ts'
import { createCsvReader } from './csv.ts'
import { toCell } from './csv-cells.ts'
import { createRowReader } from './row-reader.ts'
import { contract, faultText, read, row } from './testing/streams.ts'

const csv = () => createCsvReader(contract)

test('a cell of half a million digits and a letter is text, and found to be so in one pass', () => {
  const cell = `${'1'.repeat(500_000)}x`
  expect(read(csv(), `distance,origin,late,id\n${cell},,,\n`)).toEqual([
    row(2, { distance: cell, origin: null, late: null, id: null }),
  ])
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
    'C,ABQ,-nan,nan',
  ].join('\r\n')
  expect(read(csv(), text)).toEqual([
    row(2, { id: 'x', origin: 'ABQ', distance: 100, late: true }),
    row(3, { id: null, origin: 'NaN', distance: null, late: false }),
    row(4, { id: 'NA', origin: null, distance: null, late: null }),
    row(5, { id: 'a "b",\r\nc', origin: 'XXX', distance: -0.5, late: false }),
    row(7, { id: 'y', origin: 'ABQ', distance: Number.NEGATIVE_INFINITY, late: true }),
    row(8, { id: 'z', origin: 'ABQ', distance: Number.POSITIVE_INFINITY, late: null }),
    row(9, { id: 'C', origin: 'ABQ', distance: null, late: null }),
  ])
})

test('a quoted empty cell is the empty text where a model reads texts, and missing elsewhere', () => {
  const wanted = aContract({
    inputs: [
      aField('note', { type: 'text' }),
      aField('origin', { type: 'category', levels: ['ABQ'], unknownLevel: 'accept' }),
      aField('gate', { type: 'category', levels: [1, 2], unknownLevel: 'accept' }),
      aField('distance'),
      aField('who', { role: 'unit', type: 'text' }),
    ],
  })
  const text = 'note,origin,gate,distance,who,more\n"","","","","",""\n,,,,,\n'
  const nothing = { note: null, origin: null, gate: null, distance: null, who: null, more: null }
  expect(read(createCsvReader(wanted), text)).toEqual([
    row(2, { ...nothing, note: '', origin: '' }),
    row(3, nothing),
  ])
  expect(['', 'a', 'a,b'].map(toCell)).toEqual(['""', 'a', '"a,b"'])
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
