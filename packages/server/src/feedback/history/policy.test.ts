import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  dayOf,
  defaultCompaction,
  filesToForget,
  planMerges,
  segmentsToConvert,
  segmentsToRemove,
} from './policy.ts'
import { emptyManifest, type Segment, type TableFile } from './types.ts'

const day = 86_400_000_000

function aFile(first: number, some: Partial<TableFile> = {}): TableFile {
  return {
    ...{ name: `part-${first}-${first}.parquet`, day: '2026-11-20', first, last: first },
    ...{ schema: 'a', rows: 10, bytes: 100, ...some },
  }
}

const sealed = (sequence: number): Segment => ({ sequence, state: 'sealed' })
const open = (sequence: number): Segment => ({ sequence, state: 'open' })

test('a day begins at midnight in UTC', () => {
  const midnight = Date.parse('2026-11-21T00:00:00Z') * 1000
  expect([midnight - 1, midnight, midnight + day - 1].map(dayOf)).toEqual([
    ...['2026-11-20', '2026-11-21', '2026-11-21'],
  ])
})

test('what is converted already, is open, or comes behind an open one is left', () => {
  const segments = [sealed(1), sealed(2), sealed(3), open(4), sealed(5)]
  const found = segmentsToConvert(segments, { ...emptyManifest, convertedUntil: 1 })
  expect(found.map(({ sequence }) => sequence)).toEqual([2, 3])
})

test('the newest segments stay that have as many records as are shown, and always the very newest', () => {
  const counted = [5, 4, 3, 2, 1].map((n) => ({ ...sealed(n), records: n * 10 }))
  const removed = (until: number, shown: number) =>
    segmentsToRemove(counted, { ...emptyManifest, convertedUntil: until }, shown).map(
      ({ sequence }) => sequence,
    )
  expect(removed(5, 60)).toEqual([3, 2, 1])
  expect(removed(5, 0)).toEqual([4, 3, 2, 1])
  expect(removed(2, 60)).toEqual([2, 1])
  expect(removed(5, 1000)).toEqual([])
})

test('small files of one day and schema become one, in the order of their segments', () => {
  const files = [
    ...[aFile(3), aFile(1), aFile(2, { schema: 'b' }), aFile(4, { day: '2026-11-21' })],
    ...[aFile(5, { rows: 600_000 }), aFile(6)],
  ]
  expect(planMerges(files, defaultCompaction)).toEqual([
    {
      files: [aFile(1), aFile(3), aFile(6)],
      into: { ...aFile(1), name: 'part-1-6.parquet', last: 6, rows: 30, bytes: 0 },
    },
  ])
})

test('merges keep all rows, stay within their bound, and leave alone what is alone', () => {
  const files = fc.array(
    fc.record({ rows: fc.integer({ min: 1, max: 60 }), schema: fc.constantFrom('a', 'b') }),
    { maxLength: 40 },
  )
  const bounds = { leastFiles: 2, smallRows: 50, mostRows: 100 }
  fc.assert(
    fc.property(files, (some) => {
      const all = some.map((one, i) => aFile(i + 1, one))
      for (const { files: merged, into } of planMerges(all, bounds)) {
        expect(merged.length).toBeGreaterThan(1)
        expect(into.rows).toBe(merged.reduce((sum, { rows }) => sum + rows, 0))
        expect(into.rows).toBeLessThanOrEqual(bounds.mostRows)
        expect(new Set(merged.map(({ schema }) => schema))).toEqual(new Set([into.schema]))
        expect(all.filter(({ first }) => first >= into.first && first <= into.last)).toEqual(
          expect.arrayContaining([...merged]),
        )
      }
    }),
  )
})

test('days are forgotten as a whole, none that is younger', () => {
  const now = Date.parse('2026-11-21T12:00:00Z') * 1000
  const files = ['2026-11-21', '2026-11-20', '2026-11-19', '2026-11-18'].map((one, i) =>
    aFile(i + 1, { day: one }),
  )
  const forgotten = (days: number) => filesToForget(files, days, now).map((one) => one.day)
  expect(forgotten(1)).toEqual(['2026-11-19', '2026-11-18'])
  expect(forgotten(2)).toEqual(['2026-11-18'])
  expect(forgotten(3)).toEqual([])
})
