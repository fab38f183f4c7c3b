import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ParquetColumn } from '../formats/parquet/write-parquet.ts'
import { batchesOf } from '../testing/batches.ts'
import type { Cell } from '../testing/collect.ts'
import { ContentSum } from './content-hash.ts'
import { RowHasher } from './row-hash.ts'

const columns = [
  { name: 'n', kind: 'number' },
  { name: 't', kind: 'text' },
  { name: 'at', kind: 'timestamp' },
  { name: 'b', kind: 'boolean' },
] as const satisfies readonly ParquetColumn[]

type Rows = readonly (readonly Cell[])[]

function hashOf(rows: Rows, batchRows = 100, order: readonly ParquetColumn[] = columns): string {
  const hasher = new RowHasher(columns.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)))
  const sum = new ContentSum()
  for (const batch of batchesOf(columns, rows, batchRows)) sum.add(hasher.hash(batch))
  return sum.toString()
}

const row = fc.tuple(
  fc.option(fc.double({ noNaN: true })),
  fc.option(fc.string()),
  fc.option(fc.maxSafeInteger()),
  fc.option(fc.boolean()),
)
const rows = fc.array(row, { minLength: 1, maxLength: 30 })

test('the order of rows and columns and the cut into batches do not matter', () => {
  const shuffled = rows.chain((some) =>
    fc.tuple(
      fc.constant(some),
      fc.shuffledSubarray(some, { minLength: some.length }),
      fc.shuffledSubarray([...columns], { minLength: columns.length }),
      fc.integer({ min: 1, max: 30 }),
    ),
  )
  fc.assert(
    fc.property(shuffled, ([some, others, order, batchRows]) => {
      expect(hashOf(others, batchRows, order)).toBe(hashOf(some))
    }),
  )
})

test('a changed, an added and a repeated row each give another hash', () => {
  fc.assert(
    fc.property(rows, row, fc.nat(), (some, other, at) => {
      const index = at % some.length
      const before = hashOf(some)
      const isOther = JSON.stringify(some[index]) !== JSON.stringify(other)
      if (isOther) expect(hashOf(some.with(index, other))).not.toBe(before)
      expect(hashOf([...some, other])).not.toBe(before)
      expect(hashOf([...some, some[index] ?? other])).not.toBe(before)
    }),
  )
})

test('values that change places between rows or columns give another hash', () => {
  const of = (...some: Rows) => hashOf(some)
  expect(of([1, 'a', 2, true], [3, 'b', 4, false])).not.toBe(
    of([1, 'b', 2, true], [3, 'a', 4, false]),
  )
  expect(of([1, 'a', 2, true])).not.toBe(of([2, 'a', 1, true]))
  expect(of([null, 'a', 0, true])).not.toBe(of([0, 'a', 0, true]))
  expect(of([1, null, 0, true])).not.toBe(of([1, '', 0, true]))
})

test('zero has no sign, and sums of parts are the sum of the whole', () => {
  expect(hashOf([[-0, 'a', 0, true]])).toBe(hashOf([[0, 'a', 0, true]]))
  const sum = new ContentSum()
  sum.addHash(hashOf([[1, 'a', 2, true]]))
  sum.addHash(hashOf([[3, null, 4, null]]))
  expect(sum.toString()).toBe(hashOf([[1, 'a', 2, true], [3, null, 4, null]])) // biome-ignore format: rows
})

test('the hash of some rows is this one, in every release', () => {
  const some: Rows = [
    [0.1, 'Aé', 978_307_200_000_000, true],
    [null, null, null, null],
    [Number.NEGATIVE_INFINITY, '', -1, false],
  ]
  expect(hashOf(some)).toMatchInlineSnapshot(`"ebf0b67835709a3b3e7e603d46177f77"`)
})
