import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openFiles } from './dataset.ts'
import { collect } from './testing/collect.ts'
import { aFolder, writeParquet } from './testing/write-parquet.ts'

async function aDataset(change: object = {}, files = ['a.csv', 'b.csv']) {
  const folder = await aFolder()
  await writeFile(join(folder, 'a.csv'), 'at,delay\n2001-01-01 00:05,20\n2001-01-02 13:00,\n')
  await writeFile(join(folder, 'b.csv'), 'delay,at\n3,2001-02-01 23:59\n')
  const config = {
    files,
    time: { column: 'at', zone: 'UTC' },
    derive: { tardy: 'late and hour < 12', late: 'delay > 15', hour: 'hour(at)' },
    label: 'late',
    ...change,
  }
  return openFiles({ name: 'flights', config, folder })
}

test('files follow each other, and derived columns may use each other', async () => {
  const dataset = await aDataset()
  expect(await collect(dataset.read({ columns: ['tardy', 'late', 'hour', 'delay'] }))).toEqual({
    tardy: [true, false, false],
    late: [true, null, false],
    hour: [0, 13, 23],
    delay: [20, null, 3],
  })
  expect(dataset.columns.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    ...['at timestamp', 'delay number', 'late boolean', 'hour number', 'tardy boolean'],
  ])
  await dataset.close()
})

test('only what is asked for comes back', async () => {
  const dataset = await aDataset()
  const rows = await collect(dataset.read({ columns: ['late'] }))
  expect(Object.keys(rows)).toEqual(['late'])
  await dataset.close()
})

test('reading tells how many of all bytes are read', async () => {
  const dataset = await aDataset()
  const told: number[] = []
  await collect(dataset.read({ columns: ['delay'], onBytes: (bytes) => told.push(bytes) }))
  expect(told).toEqual(told.toSorted((a, b) => a - b))
  expect(new Set(told)).toEqual(new Set([47, dataset.sizeBytes]))
  expect(dataset.sizeBytes).toBe(47 + 28)
  await dataset.close()
})

test('the digest follows content, order and derivation, and no folder or label', async () => {
  const digestOf = async (change: object, files?: string[]) => {
    const dataset = await aDataset(change, files)
    const digest = await dataset.digest()
    await dataset.close()
    return digest
  }
  const digest = await digestOf({})
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/)
  expect(await digestOf({})).toBe(digest)
  expect(await digestOf({ label: 'tardy' })).toBe(digest)
  expect(await digestOf({}, ['b.csv', 'a.csv'])).not.toBe(digest)
  expect(await digestOf({ time: { column: 'at', zone: 'Europe/Berlin' } })).not.toBe(digest)
  expect(
    await digestOf({ derive: { tardy: 'late', late: 'delay > 14', hour: 'hour(at)' } }),
  ).not.toBe(digest)
})

test.each<[object, string, string]>([
  [{ derive: { late: 'delay > soon', hour: '1' } }, 'expression-invalid', 'soon'],
  [{ derive: { late: 'hour > 1', hour: 'late + 1' } }, 'expression-invalid', 'late → hour → late'],
  [{ derive: { delay: '1' } }, 'expression-invalid', 'delay'],
  [{ label: 'lat' }, 'data-column-missing', '"lat"'],
  [{ time: { column: 'delay', zone: 'UTC' } }, 'data-unreadable', 'delay'],
  [{ time: { column: 'at', zone: 'Nowhere' } }, 'config-invalid', 'Nowhere'],
])('%j is refused', async (change, code, words) => {
  await expect(aDataset(change)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(words),
  })
})

test('a file whose columns differ in kind is refused by name', async () => {
  const folder = await aFolder()
  await writeFile(join(folder, 'a.csv'), 'x\n1\n')
  await writeFile(join(folder, 'b.csv'), 'x\none\n')
  const opening = openFiles({ name: 'two', config: { files: ['a.csv', 'b.csv'] }, folder })
  await expect(opening).rejects.toMatchObject({ message: expect.stringContaining('b.csv') })
})

test('a file whose arrays are longer than those of the first is refused by name', async () => {
  const folder = await aFolder()
  await writeFile(join(folder, 'a.ndjson'), '{"x":[1,2]}\n')
  await writeFile(join(folder, 'b.ndjson'), '{"x":[1,2,3]}\n')
  const config = { files: ['a.ndjson', 'b.ndjson'] }
  await expect(openFiles({ name: 'images', config, folder })).rejects.toMatchObject({
    message: expect.stringContaining('b.ndjson, column "x[2]": found an element more'),
  })
})

test('a column of times that holds text is refused, with what makes times of it', async () => {
  const folder = await aFolder()
  await writeFile(join(folder, 'c.csv'), 'at,delay\nmonday,20\n')
  const config = { files: ['c.csv'], time: { column: 'at', zone: 'UTC' } }
  await expect(openFiles({ name: 'flights', config, folder })).rejects.toMatchObject({
    code: 'data-unreadable',
    hint: expect.stringContaining('pandas.to_datetime'),
  })
})

test('the digest of a dataset does not hang on the order in which derived columns are written', async () => {
  const digestOf = async (derive: object) => {
    const dataset = await aDataset({ derive, label: undefined })
    await dataset.close()
    return await dataset.digest()
  }
  const [late, hour] = ['delay > 15', 'hour(at)']
  expect(await digestOf({ late, hour })).toBe(await digestOf({ hour, late }))
  expect(await digestOf({ late, hour })).not.toBe(await digestOf({ late: hour, hour: late }))
})

test('times that Parquet holds as text are read as those of CSV, by the zone of the dataset', async () => {
  const folder = await aFolder()
  const at = ['2001-01-31', '2001-01-31 13:05', '2001-01-31T13:05:00Z', '2001-01-31']
  await writeParquet(folder, 'a.parquet', [{ name: 'at', data: at, type: 'STRING' }])
  await writeFile(join(folder, 'a.csv'), ['at', ...at, ''].join('\n'))
  const times = async (file: string) => {
    const config = { files: [file], time: { column: 'at', zone: 'America/New_York' } }
    const dataset = await openFiles({ name: 'flights', config, folder })
    try {
      return (await collect(dataset.read({ columns: ['at'] })))['at']
    } finally {
      await dataset.close()
    }
  }
  expect(await times('a.parquet')).toEqual(await times('a.csv'))
  await writeParquet(folder, 'b.parquet', [{ name: 'at', data: ['2001-01-31', 'monday'] }])
  await expect(times('b.parquet')).rejects.toMatchObject({
    message:
      'b.parquet, column "at", row 2: found "monday", expected a time, as `time.column` says.',
  })
})

test('rows of other times need not be read, and those of the span are', async () => {
  const folder = await aFolder()
  const day = (i: number) => new Date(Date.UTC(2001, 0, 1 + i))
  const data = Array.from({ length: 40 }, (_, i) => day(i))
  await writeParquet(folder, 'a.parquet', [{ name: 'at', data, type: 'TIMESTAMP' }], 10)
  const config = { files: ['a.parquet'], time: { column: 'at', zone: 'UTC' } }
  const dataset = await openFiles({ name: 'flights', config, folder })
  const span = { from: day(12).getTime() * 1000, until: day(15).getTime() * 1000 }
  const within = { column: 'at', ...span }
  const { at = [] } = await collect(dataset.read({ columns: ['at'], within }))
  await dataset.close()
  expect(at).toHaveLength(10)
  expect(at.filter((time) => Number(time) >= span.from && Number(time) < span.until)).toHaveLength(
    3,
  )
})
