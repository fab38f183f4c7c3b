import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PartitionRef } from '../types.ts'
import { refitsOf, type Schedule, usableRefits } from './schedule.ts'

const day = 86_400_000_000

/** Partitions of one day each, from the first. */
function days(count: number): readonly PartitionRef[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `day ${i}`,
    span: { from: i * day, until: (i + 1) * day },
  }))
}

function months(...names: readonly string[]): readonly PartitionRef[] {
  return names.map((name) => {
    const from = Date.parse(`${name}-01T00:00:00Z`)
    const next = new Date(from)
    next.setUTCMonth(next.getUTCMonth() + 1)
    return { name, span: { from: from * 1000, until: next.getTime() * 1000 } }
  })
}

/** Who learned for a month from when until when, as days. */
function tableOf(partitions: readonly PartitionRef[], schedule: Schedule, firstTime: number) {
  const text = (time: number) => new Date(time / 1000).toISOString().slice(0, 10)
  return refitsOf(partitions, schedule, firstTime).map(
    ({ partition, from, until }) => `${partition}: ${text(from)}..${text(until)}`,
  )
}

const year = months('2001-01', '2001-02', '2001-03', '2001-04', '2001-05')
const january = Date.UTC(2001, 0, 3) * 1000

test.each<[string, Schedule, readonly string[]]>([
  [
    'all of the past, anew for every partition',
    { every: 1, gap: 0 },
    [
      '2001-02: 2001-01-03..2001-02-01',
      '2001-03: 2001-01-03..2001-03-01',
      '2001-04: 2001-01-03..2001-04-01',
      '2001-05: 2001-01-03..2001-05-01',
    ],
  ],
  [
    'the last partition alone',
    { every: 1, window: { partitions: 1 }, gap: 0 },
    [
      '2001-02: 2001-01-03..2001-02-01',
      '2001-03: 2001-02-01..2001-03-01',
      '2001-04: 2001-03-01..2001-04-01',
      '2001-05: 2001-04-01..2001-05-01',
    ],
  ],
  [
    'a window of time with a gap, for every other partition',
    { every: 2, window: 30 * day, gap: 5 * day },
    ['2001-02: 2001-01-03..2001-01-27', '2001-04: 2001-02-25..2001-03-27'],
  ],
  [
    'a window of partitions, moved back by the gap',
    { every: 3, window: { partitions: 2 }, gap: day },
    ['2001-02: 2001-01-03..2001-01-31', '2001-05: 2001-02-28..2001-04-30'],
  ],
  ['once', { every: 'never', gap: 0 }, ['2001-02: 2001-01-03..2001-02-01']],
  [
    'once, when three partitions are past',
    { every: 'never', after: 3, gap: 0 },
    ['2001-04: 2001-01-03..2001-04-01'],
  ],
  ['nothing where the gap is longer than the data', { every: 1, gap: 400 * day }, []],
])('%s', (_, schedule, expected) => {
  expect(tableOf(year, schedule, january)).toEqual(expected)
})

test('a month without rows is no partition, and the one after it is the next', () => {
  const schedule = { every: 2, window: { partitions: 1 }, gap: 0 }
  const table = tableOf(months('2001-01', '2001-02', '2001-06', '2001-07'), schedule, january)
  expect(table).toEqual(['2001-02: 2001-01-03..2001-02-01', '2001-07: 2001-06-01..2001-07-01'])
})

test('partitions without event times have no models', () => {
  const nameless = [{ name: 'a', where: { column: 'c', equals: 1 } }]
  expect(refitsOf(nameless, { every: 1, gap: 0 }, 0)).toEqual([])
  expect(usableRefits(nameless[0] ?? { name: '' }, [{ until: 0 }], 0)).toEqual([])
})

interface Folds {
  readonly first: number
  readonly fixed: boolean
  readonly refit: number | boolean
  readonly gap: number
  readonly folds: readonly {
    readonly train: readonly [number, number]
    readonly test: number
    readonly fit: boolean
  }[]
}

const fixtures: readonly Folds[] = JSON.parse(
  readFileSync(new URL('../fixtures/time-series-folds.json', import.meta.url), 'utf8'),
)

test.each(fixtures)(
  "folds as skforecast's: first $first, fixed $fixed, refit $refit, gap $gap",
  (fixture) => {
    const { first, fixed, refit, gap, folds } = fixture
    const schedule: Schedule = {
      every: refit === false ? 'never' : Number(refit),
      after: first,
      ...(fixed && { window: { partitions: first } }),
      gap: gap * day,
    }
    const partitions = days(12)
    const refits = refitsOf(partitions, schedule, 0)
    expect(refits.map(({ partition }) => partition)).toEqual(
      folds.filter(({ fit }) => fit).map((fold) => `day ${fold.test}`),
    )
    for (const { train, test: place } of folds) {
      const [newest] = usableRefits(partitions[place] ?? { name: '' }, refits, gap * day)
      expect([newest?.from, newest?.until]).toEqual(train.map((step) => step * day))
    }
  },
)

test('no model that answers has learned from the gap before its partition, whatever the schedule', () => {
  const schedules = fc.record({
    every: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constant('never' as const)),
    window: fc.option(fc.integer({ min: 1, max: 20 * day }), { nil: undefined }),
    gap: fc.integer({ min: 0, max: 4 * day }),
    first: fc.integer({ min: 0, max: 10 * day }),
  })
  fc.assert(
    fc.property(schedules, ({ every, window, gap, first }) => {
      const schedule = { every, gap, ...(window !== undefined && { window }) }
      const refits = refitsOf(days(15), schedule, first)
      for (const partition of days(15)) {
        const usable = usableRefits(partition, refits, gap)
        for (const { from, until } of usable) {
          expect(until + gap).toBeLessThanOrEqual(partition.span?.from ?? 0)
          expect(from).toBeLessThan(until)
          expect(from).toBeGreaterThanOrEqual(first)
        }
        const newest = Math.max(...usable.map(({ until }) => until))
        if (usable.length > 0) expect(usable[0]?.until).toBe(newest)
      }
    }),
  )
})
