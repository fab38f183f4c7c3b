import { expect, test } from 'vitest'
import type { VerificationRows } from '../package/types.ts'
import { joinRows, sourceRows } from './join-rows.ts'

const rows: VerificationRows = {
  featureCount: 2,
  rows: Float64Array.of(1, 2, 3, 4, 5, 6),
  rawWidth: 1,
  raw: Float64Array.of(10, 20, 30),
  kinds: ['shuffled', 'boundary', 'missing'],
  expected: ['source', 'reference', 'source'],
  linked: { output: 'value', width: 1, values: Float64Array.of(0.1, 0.2, 0.3) },
}

test('rows that the source answered are told from the others, with all that belongs to them', () => {
  expect(sourceRows(rows)).toEqual({
    ...rows,
    rows: Float64Array.of(1, 2, 5, 6),
    raw: Float64Array.of(10, 30),
    kinds: ['shuffled', 'missing'],
    expected: ['source', 'source'],
    linked: { output: 'value', width: 1, values: Float64Array.of(0.1, 0.3) },
  })
  expect(sourceRows({ ...rows, expected: ['reference', 'reference', 'reference'] })).toBeUndefined()
})

test('rows of two kinds stand one behind the other', () => {
  const joined = joinRows(rows, rows)
  expect(joined.kinds).toEqual([...rows.kinds, ...rows.kinds])
  expect(joined.rows).toEqual(Float64Array.of(...rows.rows, ...rows.rows))
  expect(joined.linked?.values.length).toBe(6)
})
