import { expect, test } from 'vitest'
import { formatCsv, formatNdjson, formatTable } from './format-table.ts'

const answer = {
  columns: ['name', 'n'].map((name) => ({ name, type: '' })),
  rows: [
    ['a,"b"', 1],
    [null, 12.5],
  ],
}

test('a table has numbers to the right and nothing for what is missing', () => {
  expect(formatTable(answer)).toBe('name      n\n-----  ----\na,"b"     1\n       12.5')
})

test('CSV quotes what has to be quoted', () => {
  expect(formatCsv(answer)).toBe('name,n\r\n"a,""b""",1\r\n,12.5')
})

test('CSV tells an empty text from a missing one', () => {
  const columns = [
    { name: 'a', type: '' },
    { name: 'b', type: '' },
  ]
  expect(formatCsv({ columns, rows: [['', null]] })).toBe('a,b\r\n"",')
})

test('JSON is an object a line', () => {
  expect(formatNdjson(answer)).toBe('{"name":"a,\\"b\\"","n":1}\n{"name":null,"n":12.5}')
})
