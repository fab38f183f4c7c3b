import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Cell } from '../../../datasets/testing/collect.ts'
import { aBaseline, askAll, type SmallTable } from '../contenders/testing/small-world.ts'

const hour = 3_600_000_000
const day = 24 * hour
/** A Monday, and the first of a month. */
const start = Date.UTC(2001, 0, 1) * 1000

function aTable(rows: readonly (readonly [number, Cell, (string | null)?])[]): SmallTable {
  return {
    columns: [
      { name: 'time', kind: 'timestamp' },
      { name: 'y', kind: 'number' },
      { name: 'shop', kind: 'text' },
    ],
    rows: rows.map(([time, label, shop = null]) => [time, label, shop]),
  }
}

const regression = { task: 'regression', by: 'month' } as const
const names = ['last-value', 'drift', 'seasonal-naive'] as const

/** What a baseline says of the rows of a partition. */
async function said(
  table: SmallTable,
  baseline: string,
  partition: string,
  settings: Parameters<typeof aBaseline>[1] = {},
  options: Parameters<typeof askAll>[2] = regression,
) {
  const results = await askAll(table, [aBaseline(baseline, settings)], options)
  return results.get(`baseline:${baseline}`)?.get(partition)
}

interface Case {
  readonly season: number
  readonly past: readonly number[]
  readonly forecasts: Readonly<Record<(typeof names)[number], readonly number[]>>
}

const cases: readonly Case[] = JSON.parse(
  readFileSync(new URL('../fixtures/naive-forecasts.json', import.meta.url), 'utf8'),
)

test.each(cases.flatMap((one) => names.map((name) => ({ ...one, name, rows: one.past.length }))))(
  '$name after $rows rows with seasons of $season is as statsforecast says',
  async (one) => {
    const { season, past, forecasts, name } = one
    // As many days before February as the past is long, so that the forecasts begin with the month.
    const begin = Date.UTC(2001, 1, 1) * 1000 - past.length * day
    const known = past.map((label, i) => [begin + i * day, label] as const)
    const asked = forecasts[name].map((_, i) => [begin + (past.length + i) * day, 0] as const)
    const inMonth = asked.filter(([time]) => time < Date.UTC(2001, 2, 1) * 1000)
    const settings = name === 'seasonal-naive' ? { season: season * day } : {}
    const found = await said(aTable([...known, ...inMonth]), name, '2001-02', settings)
    expect(found?.stand.counted).toEqual({ kind: 'evidence' })
    expect(found?.answers.value?.length).toBe(inMonth.length)
    for (const [i, value] of (found?.answers.value ?? []).entries()) {
      expect(value, `step ${i + 1}`).toBeCloseTo(forecasts[name][i] ?? Number.NaN, 10)
    }
  },
)

test('each series looks back at its own, and one without a past at all of them', async () => {
  const table = aTable([
    [start, 1, 'a'],
    [start + day, 2, 'a'],
    [start, 10, 'b'],
    [start + 2 * day, 30, 'b'],
    [start + 31 * day, 0, 'b'],
    [start + 32 * day, 0, 'new'],
    [start + 33 * day, 0, 'a'],
  ])
  const last = await said(table, 'last-value', '2001-02', { series: 'shop' })
  expect(last?.answers.value).toEqual([30, 43 / 4, 2])
  const drift = await said(table, 'drift', '2001-02', { series: 'shop' })
  expect(drift?.answers.value).toEqual([30 + 29 * 10, 43 / 4, 2 + 32])
})

test('without series all rows are one, and of equal times the last of the data counts', async () => {
  const table = aTable([
    [start + day, 5, 'a'],
    [start + day, 7, 'b'],
    [start, 3, 'a'],
    [start + 31 * day, 0, 'a'],
  ])
  expect((await said(table, 'last-value', '2001-02'))?.answers.value).toEqual([7])
})

test('a label that is missing is none of the past', async () => {
  const table = aTable([
    [start, 3],
    [start + day, null],
    [start + 31 * day, 0],
  ])
  expect((await said(table, 'last-value', '2001-02'))?.answers.value).toEqual([3])
})

test('seasonal naive takes the latest label before the time where there is none at it', async () => {
  const table = aTable([
    [start + 23 * day, 1],
    [start + 25 * day, 2],
    [start + 30 * day, 3],
    [start + 31 * day, 0],
    [start + 33 * day, 0],
    [start + 37 * day, 0],
  ])
  const found = await said(table, 'seasonal-naive', '2001-02', { season: 7 * day })
  expect(found?.answers.value).toEqual([1, 2, 3])
})

test('seasonal naive of a series younger than a season says its latest label', async () => {
  const table = aTable([
    [start + 29 * day, 4],
    [start + 30 * day, 5],
    [start + 31 * day, 0],
  ])
  const found = await said(table, 'seasonal-naive', '2001-02', { season: 7 * day })
  expect(found?.answers.value).toEqual([5])
})

test('seasons of days are counted by the local clock, so that noon stays noon', async () => {
  // Clocks in New York went forward on 1 April 2001 at 07:00 UTC.
  const noonBefore = Date.UTC(2001, 2, 30, 17) * 1000
  const noonAfter = Date.UTC(2001, 3, 6, 16) * 1000
  const table = aTable([
    [noonBefore - day, 1],
    [noonBefore - hour, 2],
    [noonBefore, 3],
    [noonAfter, 0],
  ])
  const options = { ...regression, zone: 'America/New_York' }
  const weekly = await said(table, 'seasonal-naive', '2001-04', { season: 7 * day }, options)
  expect(weekly?.answers.value).toEqual([3])
  const inHours = { season: 168 * hour - hour / 2 }
  const exact = await said(table, 'seasonal-naive', '2001-04', inHours, options)
  expect(exact?.answers.value).toEqual([2])
})

test('without a season, daily rows have weeks', async () => {
  const daily = Array.from(
    { length: 31 + 10 },
    (_, i) => [start + i * day, i < 31 ? i : 0] as const,
  )
  const found = await said(aTable(daily), 'seasonal-naive', '2001-02')
  expect(found?.answers.value).toEqual([24, 25, 26, 27, 28, 29, 30, 24, 25, 26])
})

test.each([
  ['that come at any minute', 60_000_000 * 17, 1],
  ['that come once a month', 3 * day, 1],
  ['of which several come at a time', day, 2],
])('without a season, rows %s have none', async (_, distance, atATime) => {
  const rows = Array.from(
    { length: 12 },
    (__, i) => [start + 20 * day + Math.floor(i / atATime) * distance, i] as const,
  ).filter(([time]) => time < start + 31 * day)
  const table = aTable([...rows, [start + 31 * day, 0]])
  const found = await said(table, 'seasonal-naive', '2001-02')
  const because = 'no season is said, and the rows before this partition are not hourly or daily'
  expect(found?.stand.counted).toEqual({ kind: 'no-answer', because })
  expect(found?.answered).toEqual([0])
})

test('of classes last value and seasonal naive say the class that was seen', async () => {
  const classes = Array.from(
    { length: 40 },
    (_, i) => [start + i * day, i % 7 === 3 ? 1 : 0] as const,
  )
  const options = { task: 'binary', classes: 2, by: 'month' } as const
  const season = await said(aTable(classes), 'seasonal-naive', '2001-02', {}, options)
  const february = classes.slice(31).map(([, label]) => label)
  expect(season?.answers).toEqual({ label: february })
  const last = await said(aTable(classes), 'last-value', '2001-02', {}, options)
  expect(last?.answers).toEqual({ label: february.map(() => classes[30]?.[1]) })
})

test('nothing comes before the first partition, and a gap takes away what is not known yet', async () => {
  const table = aTable([
    [start, 1],
    [start + 31 * day, 2],
    [start + 59 * day, 3],
  ])
  const because = 'no labelled rows come before this partition'
  for (const name of ['last-value', 'drift', 'mean', 'median', 'seasonal-naive']) {
    const settings = name === 'seasonal-naive' ? { season: day } : {}
    const first = await said(table, name, '2001-01', settings)
    expect(first?.stand.counted).toEqual({ kind: 'no-answer', because })
    const gap = { ...regression, gap: 30 * day }
    const third = await said(table, name, '2001-03', settings, gap)
    expect(third?.answers.value, name).toEqual([1])
  }
  // The day before March is not known yet, the rest of February is.
  const gap = { ...regression, gap: day }
  const last = await said(table, 'last-value', '2001-03', {}, gap)
  expect(last?.answers.value).toEqual([2])
  const mean = await said(table, 'mean', '2001-03', {}, gap)
  expect(mean?.answers.value).toEqual([1.5])
})

const cell = fc.oneof(fc.integer({ min: -50, max: 50 }), fc.constant(null))
const tables = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 119 * 24 }), cell, fc.constantFrom('a', 'b', 'c')),
  { minLength: 1, maxLength: 60 },
)

test('whatever happens from a partition on, or in the gap before it, changes nothing that is said of it', async () => {
  const plans = [
    aBaseline('mean'),
    aBaseline('median'),
    aBaseline('last-value', { series: 'shop' }),
    aBaseline('drift', { series: 'shop' }),
    aBaseline('seasonal-naive', { series: 'shop', season: 7 * day }),
    aBaseline('seasonal-naive', { season: 5 * hour }),
  ].map((plan, i) => ({ ...plan, name: `${plan.name} ${i}` }))
  await fc.assert(
    fc.asyncProperty(
      tables,
      fc.array(cell, { minLength: 60 }),
      fc.nat(40),
      async (rows, others, days) => {
        const gap = days * day
        const timed = rows.map(([at, label, shop]) => [start + at * hour, label, shop] as const)
        const changed = timed.map(([time, , shop], i) => [time, others[i] ?? null, shop] as const)
        const options = { ...regression, gap }
        const before = await askAll(aTable(timed), plans, options)
        for (const [month, from] of [0, 31, 59, 90].entries()) {
          const known = start + from * day - gap
          const mixed = timed.map((row, i) => (row[0] < known ? row : (changed[i] ?? row)))
          const partition = `2001-0${month + 1}`
          const after = await askAll(aTable(mixed), plans, options)
          for (const { name } of plans) {
            const [a, b] = [before, after].map((results) => results.get(name)?.get(partition))
            expect(b?.stand.counted).toEqual(a?.stand.counted)
            expect(b?.answers).toEqual(a?.answers)
          }
        }
      },
    ),
    { numRuns: 60 },
  )
})
