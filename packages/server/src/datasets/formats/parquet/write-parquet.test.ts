import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { batchesOf } from '../../testing/batches.ts'
import { type Cell, collect } from '../../testing/collect.ts'
import { memorySink } from '../../testing/memory-sink.ts'
import { aFolder } from '../../testing/write-parquet.ts'
import { openParquet } from './open-parquet.ts'
import { type ParquetColumn, type ParquetWriterOptions, writeParquet } from './write-parquet.ts'

const columns: readonly ParquetColumn[] = [
  { name: 'n', kind: 'number' },
  { name: 'i', kind: 'integer' },
  { name: 't', kind: 'text' },
  { name: 'at', kind: 'timestamp' },
  { name: 'b', kind: 'boolean' },
]

type Rows = readonly (readonly Cell[])[]

async function bytesOf(
  rows: Rows,
  options: Partial<ParquetWriterOptions> & { batchRows?: number } = {},
): Promise<Uint8Array> {
  const sink = memorySink()
  const declared = options.columns ?? columns
  await writeParquet(batchesOf(declared, rows, options.batchRows), {
    sink,
    ...options,
    columns: declared,
  })
  return sink.bytes()
}

async function readBack(bytes: Uint8Array, names = columns.map((column) => column.name)) {
  const path = join(await aFolder(), 'written.parquet')
  await writeFile(path, bytes)
  const source = await openParquet(path, 'written.parquet')
  const kinds = source.columns.map((column) => column.kind)
  const cells = await collect(source.batches({ columns: names, zone: 'UTC' }))
  await source.close()
  return { kinds, rows: source.rowCount, cells }
}

/** Rows whose values follow from their numbers, with every kind missing now and then. */
function someRows(count: number): Rows {
  const missing = (row: number, every: number, value: Cell) => (row % every === 1 ? null : value)
  return Array.from({ length: count }, (_, row) => [
    missing(row, 7, Math.fround(Math.sqrt(row)) * (row % 2 === 0 ? 1 : -1)),
    missing(row, 11, row * 4_294_967_291 - 1_000_000),
    missing(row, 5, `text ${row % 40}`),
    missing(row, 13, 978_307_200_000_000 + row * 60_000_000),
    missing(row, 3, row % 4 === 0),
  ])
}

const cell = {
  number: fc.oneof(
    fc.double({ noNaN: true }),
    fc.constantFrom(0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  ),
  integer: fc.maxSafeInteger(),
  text: fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
  timestamp: fc.maxSafeInteger(),
  boolean: fc.boolean(),
}

test('what is written is read back, whatever the rows and the sizes', async () => {
  const row = fc.tuple(...columns.map(({ kind }) => fc.option(cell[kind] as fc.Arbitrary<Cell>)))
  const sizes = fc.record({
    rowGroupRows: fc.integer({ min: 1, max: 40 }),
    batchRows: fc.integer({ min: 1, max: 40 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 60 }), sizes, async (rows, size) => {
      const { cells } = await readBack(await bytesOf(rows, size))
      columns.forEach(({ name }, index) => {
        expect(cells[name]).toEqual(rows.map((values) => values[index]))
      })
    }),
    { numRuns: 60 },
  )
})

test('the bytes do not depend on how the rows come in batches', async () => {
  const rows = someRows(3000)
  const whole = await bytesOf(rows, { rowGroupRows: 1000 })
  for (const batchRows of [1, 17, 1000, 1001]) {
    expect(await bytesOf(rows, { rowGroupRows: 1000, batchRows })).toEqual(whole)
  }
})

test('the bytes of the same rows are the same everywhere and in every release', async () => {
  const bytes = await bytesOf(someRows(5000), { rowGroupRows: 2048, metadata: { made: 'by hand' } })
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  expect({ length: bytes.length, sha256 }).toMatchInlineSnapshot(`
    {
      "length": 102103,
      "sha256": "3639df9f8768f5ad3986020ec6026ac3b086c44c7551521e16402a7667c4f79a",
    }
  `)
})

test('a file without rows and a file of nothing but nulls are read back', async () => {
  expect(await readBack(await bytesOf([]))).toMatchObject({ rows: 0, cells: {} })
  const nulls = Array.from({ length: 20 }, () => columns.map(() => null))
  const { kinds, cells } = await readBack(await bytesOf(nulls))
  expect(kinds).toEqual(['number', 'number', 'text', 'timestamp', 'boolean'])
  for (const { name } of columns) expect(cells[name]).toEqual(Array(20).fill(null))
})

test('texts that differ in every row are stored in full, and repeated ones once', async () => {
  const text: ParquetColumn[] = [{ name: 't', kind: 'text' }]
  const distinct = Array.from({ length: 3000 }, (_, row) => [`id-${row}-ü`])
  const repeated = distinct.map((_, row) => [`level ${row % 7}, which is long`])
  const some = await bytesOf(distinct, { columns: text })
  expect((await readBack(some, ['t'])).cells['t']).toEqual(distinct.flat())
  const few = await bytesOf(repeated, { columns: text })
  expect((await readBack(few, ['t'])).cells['t']).toEqual(repeated.flat())
  expect(few.length).toBeLessThan(3000)
})

test.each([
  [{ name: 'i', kind: 'integer' }, 0.5, '0.5 is not an exact integer'],
  [{ name: 'i', kind: 'integer' }, 2 ** 53, 'is not an exact integer'],
  [{ name: 'at', kind: 'timestamp' }, Number.POSITIVE_INFINITY, 'is not an exact integer'],
] as const)('%o refuses %d', async (column, value, words) => {
  await expect(bytesOf([[value]], { columns: [column] })).rejects.toThrow(words)
})

test('a column of another kind, or one that is missing, is refused by name', async () => {
  const batch = batchesOf([{ name: 'a', kind: 'text' }], [['x']])
  const write = (column: ParquetColumn) =>
    writeParquet(batch, { sink: memorySink(), columns: [column] })
  await expect(write({ name: 'a', kind: 'number' })).rejects.toThrow('column a: a text column')
  await expect(write({ name: 'b', kind: 'text' })).rejects.toThrow('no column b')
})
