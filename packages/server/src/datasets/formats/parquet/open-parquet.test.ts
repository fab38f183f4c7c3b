import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import type { SchemaElement } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { expect, test } from 'vitest'
import { Problem } from '../../../platform/problem.ts'
import { collect } from '../../testing/collect.ts'
import { aFolder, writeParquet } from '../../testing/write-parquet.ts'
import { openParquet } from './open-parquet.ts'

const noon = Date.UTC(2001, 0, 1, 12)

async function aFile(rows = 2500): Promise<{ folder: string; path: string }> {
  const folder = await aFolder()
  const indices = Array.from({ length: rows }, (_, i) => i)
  const path = await writeParquet(folder, 'rows.parquet', [
    { name: 'n', type: 'INT32', data: indices.map((i) => (i % 7 === 3 ? null : i)) },
    { name: 'big', type: 'INT64', data: indices.map((i) => BigInt(i) * 1_000_000_007n) },
    { name: 'x', type: 'DOUBLE', data: indices.map((i) => i / 3) },
    { name: 'city', type: 'STRING', data: indices.map((i) => (i % 5 ? `c${i % 11}` : null)) },
    { name: 'id', type: 'STRING', data: indices.map((i) => `row-${i}`) },
    { name: 'flag', type: 'BOOLEAN', data: indices.map((i) => (i % 3 === 2 ? null : i % 2 === 0)) },
    { name: 'at', type: 'TIMESTAMP', data: indices.map((i) => new Date(noon + i * 1000)) },
  ])
  return { folder, path }
}

const every = ['n', 'big', 'x', 'city', 'id', 'flag', 'at']

test('reads every kind of column in order over several row groups, with what is missing', async () => {
  const { path } = await aFile()
  const source = await openParquet(path, 'rows.parquet')
  expect(source.rowCount).toBe(2500)
  const rows = await collect(source.batches({ columns: every, zone: 'UTC' }))
  await source.close()
  for (const i of [0, 1, 2, 3, 999, 1000, 1003, 2499]) {
    expect(every.map((name) => rows[name]?.[i])).toEqual([
      i % 7 === 3 ? null : i,
      i * 1_000_000_007,
      i / 3,
      i % 5 ? `c${i % 11}` : null,
      `row-${i}`,
      i % 3 === 2 ? null : i % 2 === 0,
      (noon + i * 1000) * 1000,
    ])
  }
  expect(rows['n']).toHaveLength(2500)
})

test('gives the same batches each time, and only the columns that are asked for', async () => {
  const { path } = await aFile()
  const source = await openParquet(path, 'rows.parquet')
  const read = async () => {
    const shapes: string[] = []
    for await (const batch of source.batches({ columns: ['x', 'city'], zone: 'UTC' })) {
      shapes.push(`${batch.count} ${[...batch.columns.keys()].join()}`)
    }
    return shapes
  }
  const first = await read()
  expect(first).toEqual(['1000 x,city', '1000 x,city', '500 x,city'])
  expect(await read()).toEqual(first)
  await source.close()
})

test('a repeated text has one code in every batch', async () => {
  const { path } = await aFile()
  const source = await openParquet(path, 'rows.parquet')
  const codes = new Set<number>()
  for await (const { columns } of source.batches({ columns: ['city'], zone: 'UTC' })) {
    const city = columns.get('city')
    if (city?.kind !== 'text') throw new TypeError('not text')
    for (const [i, code] of city.codes.entries()) {
      if (city.levels.texts[code] === 'c7') codes.add(city.codes[i] ?? -1)
    }
  }
  expect(codes.size).toBe(1)
  await source.close()
})

test('decimals are the nearest doubles, dates are midnight, local times follow the zone', async () => {
  const folder = await aFolder()
  const noon = 978_350_400_000_000n
  const columnData = [
    { name: 'price', data: [0.3, 199_999.9] },
    { name: 'day', data: Int32Array.of(11_323, 11_500) },
    { name: 'local', data: BigInt64Array.of(noon, noon) },
  ]
  const schema: SchemaElement[] = [
    { name: 'root', num_children: 3 },
    { name: 'price', type: 'INT32', converted_type: 'DECIMAL', scale: 1, precision: 9 },
    { name: 'day', type: 'INT32', converted_type: 'DATE' },
    {
      name: 'local',
      type: 'INT64',
      logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MICROS' },
    },
  ].map((element, i) => (i ? { repetition_type: 'REQUIRED', ...element } : element)) as never
  const path = join(folder, 'meanings.parquet')
  await writeFile(path, new Uint8Array(parquetWriteBuffer({ columnData, schema })))
  const source = await openParquet(path, 'meanings.parquet')
  const columns = ['price', 'day', 'local']
  const rows = await collect(source.batches({ columns, zone: 'America/New_York' }))
  await source.close()
  const newYork = (utc: string) => Date.parse(utc) * 1000
  expect(rows['price']).toEqual([0.3, 199_999.9])
  expect(rows['day']).toEqual([newYork('2001-01-01T05:00Z'), newYork('2001-06-27T04:00Z')])
  expect(rows['local']).toEqual([newYork('2001-01-01T17:00Z'), newYork('2001-01-01T17:00Z')])
})

const stored = {
  INT32: Array.from({ length: 3000 }, (_, i) => (i % 13) * 7 - 40),
  INT64: Array.from({ length: 3000 }, (_, i) => BigInt(i % 900) * 9_007_199_254n),
  DOUBLE: Array.from({ length: 3000 }, (_, i) => (i % 17) / 3),
  STRING: Array.from({ length: 3000 }, (_, i) => `ü${i % 700}`),
  BOOLEAN: Array.from({ length: 3000 }, (_, i) => i % 3 === 0),
}

test.each([
  ['INT32', 'PLAIN'],
  ['INT32', 'DELTA_BINARY_PACKED'],
  ['INT64', 'PLAIN'],
  ['INT64', 'RLE_DICTIONARY'],
  ['INT64', 'DELTA_BINARY_PACKED'],
  ['DOUBLE', 'BYTE_STREAM_SPLIT'],
  ['DOUBLE', 'RLE_DICTIONARY'],
  ['STRING', 'PLAIN'],
  ['STRING', 'RLE_DICTIONARY'],
  ['STRING', 'DELTA_LENGTH_BYTE_ARRAY'],
  ['STRING', 'DELTA_BYTE_ARRAY'],
  ['BOOLEAN', 'PLAIN'],
  ['BOOLEAN', 'RLE'],
] as const)('values of %s in encoding %s read back, null or not', async (type, encoding) => {
  const folder = await aFolder()
  const data = stored[type].map((value, i) => (i % 11 === 5 ? null : value))
  const path = await writeParquet(folder, 'e.parquet', [
    { name: 'all', data: [...stored[type]], type, encoding, nullable: false },
    { name: 'some', data, type, encoding },
  ])
  const source = await openParquet(path, 'e.parquet')
  const rows = await collect(source.batches({ columns: ['all', 'some'], zone: 'UTC' }))
  await source.close()
  const plain = (value: unknown) => (typeof value === 'bigint' ? Number(value) : value)
  expect(rows['all']).toEqual(stored[type].map(plain))
  expect(rows['some']).toEqual(data.map(plain))
})

test('a column that is not there is refused with the nearest name', async () => {
  const { path } = await aFile(10)
  const source = await openParquet(path, 'rows.parquet')
  const reading = collect(source.batches({ columns: ['citty'], zone: 'UTC' }))
  await expect(reading).rejects.toMatchObject({
    code: 'data-column-missing',
    message: expect.stringContaining('rows.parquet'),
    hint: expect.stringContaining('"city"'),
  })
  await source.close()
})

test('a file cut off anywhere is refused, naming the file', async () => {
  const { folder, path } = await aFile(300)
  const bytes = await readFile(path)
  for (const length of [0, 3, 11, 100, bytes.length - 5000, bytes.length - 1]) {
    const cut = join(folder, 'cut.parquet')
    await writeFile(cut, bytes.subarray(0, length))
    await expect(openParquet(cut, 'cut.parquet')).rejects.toMatchObject({
      code: 'data-unreadable',
      message: expect.stringContaining('cut.parquet'),
    })
  }
})

test('whatever byte is damaged, reading ends in rows or in a problem', async () => {
  const { folder, path } = await aFile(60)
  const bytes = await readFile(path)
  const read = async (damaged: Uint8Array) => {
    const file = join(folder, 'damaged.parquet')
    await writeFile(file, damaged)
    const source = await openParquet(file, 'damaged.parquet')
    try {
      await collect(source.batches({ columns: every, zone: 'UTC' }))
    } finally {
      await source.close()
    }
  }
  const at = fc.integer({ min: 0, max: bytes.length - 1 })
  await fc.assert(
    fc.asyncProperty(at, fc.integer({ min: 1, max: 255 }), async (place, mask) => {
      const damaged = Uint8Array.from(bytes)
      damaged[place] = (damaged[place] ?? 0) ^ mask
      const thrown = await read(damaged).catch((error: unknown) => error)
      expect(thrown === undefined || thrown instanceof Problem, String(thrown)).toBe(true)
    }),
    { numRuns: 150 },
  )
})

test('a file that is written while it is read is refused', async () => {
  const { path } = await aFile(2500)
  const source = await openParquet(path, 'rows.parquet')
  const reading = (async () => {
    for await (const batch of source.batches({ columns: ['x'], zone: 'UTC' })) {
      if (batch.count > 0) await writeFile(path, await readFile(path))
    }
  })()
  await expect(reading).rejects.toMatchObject({ code: 'file-changed' })
  await source.close()
})

test('an abort ends the reading', async () => {
  const { path } = await aFile(10)
  const source = await openParquet(path, 'rows.parquet')
  const signal = AbortSignal.abort()
  await expect(collect(source.batches({ columns: ['x'], zone: 'UTC', signal }))).rejects.toThrow()
  await source.close()
})
