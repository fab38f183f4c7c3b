import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { collect } from '../testing/collect.ts'
import { aFolder } from '../testing/write-parquet.ts'
import { openSource } from './open-source.ts'

async function opened(name: string, text: string) {
  const path = join(await aFolder(), name)
  await writeFile(path, text)
  return openSource(path, name)
}

const columns = ['n', 'city', 'ok', 'at']
const expected = {
  n: [1, null, -2.5, Number.POSITIVE_INFINITY],
  city: ['ABQ', 'NA', null, 'O"Hare, Chicago'],
  ok: [true, false, null, true],
  at: [978_307_260_000_000, null, 978_307_260_500_000, 978_307_260_000_000],
}

test('CSV is read by the kinds of its first rows', async () => {
  const source = await opened(
    'rows.csv',
    'n,city,ok,at\n1,ABQ,true,2001-01-01T00:01:00Z\nNA,NA,false,\n-2.5,,,2001-01-01T00:01:00.5Z\ninf,"O""Hare, Chicago",True,2001-01-01 00:01:00Z\n',
  )
  expect(source.columns.map(({ kind }) => kind)).toEqual(['number', 'text', 'boolean', 'timestamp'])
  expect(await collect(source.batches({ columns, zone: 'UTC' }))).toEqual(expected)
  await source.close()
})

test('the kind of a long text that begins as a missing value or a number is found without ado', async () => {
  const long = ['1', ' '].map((character) => `${character.repeat(500_000)}x`)
  const source = await opened('rows.csv', `digits,spaces\n${long.join(',')}\n`)
  expect(source.columns.map(({ kind }) => kind)).toEqual(['text', 'text'])
  await source.close()
})

test('NDJSON gives the same rows, whatever the order of the keys', async () => {
  const source = await opened(
    'rows.ndjson',
    [
      '{"n":1,"city":"ABQ","ok":true,"at":"2001-01-01T00:01:00Z"}',
      '{"city":"NA","ok":false,"n":null}',
      '{"at":"2001-01-01T00:01:00.5Z","n":-2.5}',
      '{"n":"Infinity","city":"O\\"Hare, Chicago","ok":true,"at":"2001-01-01T00:01:00Z"}',
    ].join('\n'),
  )
  expect(await collect(source.batches({ columns, zone: 'UTC' }))).toEqual(expected)
  await source.close()
})

test('arrays of numbers in NDJSON are a column for each, row by row', async () => {
  const source = await opened(
    'rows.ndjson',
    '{"y":1,"x":[[1,2],[3,null]],"odd":["a"],"none":[]}\n{"x":[["NaN",6],["-Infinity",9007199254740993]],"y":2}\n{"y":3}\n{"y":4,"x":null}\n{"x[0]":5,"y":5}',
  )
  const names = ['x[0]', 'x[3]', 'y']
  expect(source.columns.filter(({ kind }) => kind === 'number').map(({ name }) => name)).toEqual([
    ...['y', 'x[0]', 'x[1]', 'x[2]', 'x[3]', 'x'],
  ])
  expect(source.columns.filter(({ kind }) => kind === 'unreadable')).toMatchObject([
    ...[{ name: 'odd' }, { name: 'none' }],
  ])
  expect(await collect(source.batches({ columns: names, zone: 'UTC' }))).toEqual({
    ...{ 'x[0]': [1, null, null, null, 5], 'x[3]': [null, 2 ** 53, null, null, null] },
    y: [1, 2, 3, 4, 5],
  })
  await source.close()
})

test.each([
  ['[1,2,3]', 'an array of 3 numbers under "x", expected an array of 2 numbers'],
  ['[1]', 'an array of 1 numbers under "x"'],
  ['[[1],[2]]', 'an array of 2 by 1 numbers under "x"'],
  ['[]', 'an array that is uneven or not of numbers under "x"'],
  ['[1,"two"]', 'an array that is uneven or not of numbers under "x"'],
  ['5', 'no array under "x"'],
  ['[1,2],"x[0]":1', '"x[0]" beside an array under "x"'],
])('NDJSON with %s after [1,2] is refused where elements are asked for', async (x, words) => {
  const source = await opened('rows.ndjson', `{"y":1,"x":[1,2]}\n{"y":2,"x":${x}}\n`)
  const read = (columns: string[]) => collect(source.batches({ columns, zone: 'UTC' }))
  await expect(read(['y', 'x[0]'])).rejects.toMatchObject({
    code: 'data-unreadable',
    message: expect.stringContaining(`rows.ndjson, line 2: found ${words}`),
  })
  expect(await read(['y'])).toEqual({ y: [1, 2] })
  await source.close()
})

test('times without a zone are of the zone of the dataset', async () => {
  const source = await opened('local.csv', 'at\n2001-01-01 00:01\n2001-07-01\n')
  expect(source.columns).toEqual([{ name: 'at', kind: 'timestamp', local: true }])
  const { at } = await collect(source.batches({ columns: ['at'], zone: 'America/New_York' }))
  expect(at).toEqual(['2001-01-01T05:01Z', '2001-07-01T04:00Z'].map((t) => Date.parse(t) * 1000))
  await source.close()
})

test('codes that look like numbers stay text where text is asked for', async () => {
  const source = await opened('codes.csv', 'code\n01\n1\n')
  const asText = new Set(['code'])
  const read = source.batches({ columns: ['code'], asText, zone: 'UTC' })
  expect(await collect(read)).toEqual({ code: ['01', '1'] })
  await source.close()
})

test('a quoted empty cell is a text where text is asked for, and missing elsewhere', async () => {
  const source = await opened('notes.csv', 'note,other\n"",""\n,\nx,y\n')
  const asText = new Set(['note'])
  const read = source.batches({ columns: ['note', 'other'], asText, zone: 'UTC' })
  expect(await collect(read)).toEqual({ note: ['', null, 'x'], other: [null, null, 'y'] })
  await source.close()
})

test('a value of another kind after the first rows is refused with its line', async () => {
  const rows = Array.from({ length: 1500 }, (_, i) => String(i))
  const source = await opened('late.csv', `n\n${rows.join('\n')}\nmany\n`)
  await expect(collect(source.batches({ columns: ['n'], zone: 'UTC' }))).rejects.toMatchObject({
    code: 'data-unreadable',
    message:
      'late.csv, line 1502, column "n": found "many", expected a number, as in the first rows.',
  })
  await source.close()
})

test.each([
  ['short.csv', 'a,b\n1,2\n3\n', 'line 3'],
  ['empty.csv', '', 'no rows'],
  ['header.csv', 'a,b\n', 'no rows'],
  ['twice.csv', 'a,a\n1,2\n', 'twice'],
  ['broken.ndjson', '{"a":1}\n{"a":\n', 'line 2'],
])('%s is refused, naming the place', async (name, text, words) => {
  const reading = opened(name, text).then((source) =>
    collect(source.batches({ columns: ['a'], zone: 'UTC' })).finally(() => source.close()),
  )
  await expect(reading).rejects.toMatchObject({
    code: 'data-unreadable',
    message: expect.stringContaining(words),
  })
})

test('a file that is not there is said to be not there', async () => {
  await expect(openSource('/nowhere/rows.csv', 'rows.csv')).rejects.toMatchObject({
    code: 'file-not-found',
  })
})
