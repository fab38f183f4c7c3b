import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRowStore, type RowStore } from './row-store.ts'

const row = fc.tuple(fc.nat(6), fc.integer({ min: -2, max: 2 }), fc.nat(3))

test('rows are in the order of their columns, however many parts they came in', () => {
  const parts = fc.array(fc.array(row, { maxLength: 8 }), { maxLength: 80 })
  fc.assert(
    fc.property(parts, fc.boolean(), (given, sorted) => {
      const store = createRowStore(3)
      for (const rows of given) {
        if (!sorted) store.push(toColumns(rows), rows.length)
        else store.merge(sortedOf(rows))
      }
      const expected = given.flat().toSorted(compare)
      expect(inSpans(store, 3)).toStrictEqual(toColumns(expected))
    }),
  )
})

test('one long group is sorted like many short ones', () => {
  const rows = fc.array(fc.tuple(fc.constant(1), fc.integer(), fc.nat(3)), { minLength: 30 })
  fc.assert(
    fc.property(rows, (given) => {
      expect(sortedOf(given)).toStrictEqual(toColumns(given.toSorted(compare)))
    }),
  )
})

test('a column that is a number holds it in every row', () => {
  const store = createRowStore(2)
  store.push([Float64Array.of(2, 1), 7], 2)
  expect(inSpans(store, 2)).toStrictEqual([Float64Array.of(1, 2), Float64Array.of(7, 7)])
})

/** What the spans of a store hold, column by column. */
function inSpans(store: RowStore, width: number): Float64Array[] {
  const all: number[][] = Array.from({ length: width }, () => [])
  for (const { columns, from, end } of store.groups()) {
    all.forEach((own, k) => {
      own.push(...(columns[k]?.subarray(from, end) ?? []))
    })
  }
  return all.map((own) => Float64Array.from(own))
}

type Row = readonly [number, number, number]

function sortedOf(rows: readonly Row[]): readonly Float64Array[] {
  const store = createRowStore(3)
  store.push(toColumns(rows), rows.length)
  return store.columns().slice(0, 3)
}

function toColumns(rows: readonly Row[]): Float64Array[] {
  return [0, 1, 2].map((k) => Float64Array.from(rows, (values) => values[k] ?? 0))
}

function compare(a: Row, b: Row): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2]
}
