import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { kaplanMeier, type SurvivalCount } from './kaplan-meier.ts'

/** Time, events, censored, at risk, survival, variance, low and high, as lifelines gives them. */
type Row = readonly number[]

const curves: readonly { readonly level: number; readonly rows: readonly Row[] }[] = JSON.parse(
  readFileSync(new URL('../../fixtures/survival.json', import.meta.url), 'utf8'),
)

const near = (found: number | undefined, expected = 0) =>
  found !== undefined && Math.abs(found - expected) <= 1e-12 * Math.abs(expected) + 1e-15

test('gives the curves, variances and intervals of lifelines', () => {
  expect(curves).toHaveLength(6)
  for (const { level, rows } of curves) {
    const counts = rows.map(([time = 0, events = 0, censored = 0]) => ({ time, events, censored }))
    const points = kaplanMeier(counts, level)
    expect(points.map(({ atRisk }) => atRisk)).toEqual(rows.map((row) => row[3]))
    for (const [i, { survival, variance, interval }] of points.entries()) {
      const [, , , , s, v, low, high] = rows[i] ?? []
      expect(near(survival, s), `${survival} for ${s}`).toBe(true)
      if (survival === 0 || survival === 1) continue // nothing is known there
      expect(
        [variance, interval?.low, interval?.high].map((x, k) => near(x, [v, low, high][k])),
      ).toEqual([true, true, true])
    }
  }
})

test('gives the remission of the leukaemia trial as every textbook has it', () => {
  const [{ rows } = { rows: [] }] = curves
  const counts = rows.map(([time = 0, events = 0, censored = 0]) => ({ time, events, censored }))
  const steps = kaplanMeier(counts).filter(({ events }) => events > 0)
  expect(steps.map(({ time, survival }) => [time, survival.toFixed(3)])).toEqual([
    ...[
      [6, '0.857'],
      [7, '0.807'],
      [10, '0.753'],
      [13, '0.690'],
      [16, '0.627'],
    ],
    ...[
      [22, '0.538'],
      [23, '0.448'],
    ],
  ])
})

const histories = fc
  .array(fc.record({ events: fc.nat(5), censored: fc.nat(5) }), { maxLength: 30 })
  .map((rows) => rows.map((row, i): SurvivalCount => ({ time: i, ...row })))

test('never grows, stays within its interval, and the interval within 0 to 1', () => {
  fc.assert(
    fc.property(histories, (counts) => {
      let before = 1
      for (const { survival, interval } of kaplanMeier(counts)) {
        expect(survival).toBeLessThanOrEqual(before)
        before = survival
        if (interval === undefined) continue
        expect(interval.low).toBeGreaterThanOrEqual(0)
        expect(interval.low).toBeLessThanOrEqual(survival)
        expect(interval.high).toBeGreaterThanOrEqual(survival)
        expect(interval.high).toBeLessThanOrEqual(1)
      }
    }),
  )
})

test('without censoring is the share that is left, with the variance of a share', () => {
  fc.assert(
    fc.property(histories, (history) => {
      const counts = history.map((row) => ({ ...row, censored: 0 }))
      const total = counts.reduce((sum, { events }) => sum + events, 0)
      let gone = 0
      for (const { survival, variance, events } of kaplanMeier(counts)) {
        gone += events
        const share = 1 - gone / total
        expect(survival).toBeCloseTo(share, 12)
        if (gone < total) expect(variance).toBeCloseTo((share * (1 - share)) / total, 12)
      }
    }),
  )
})

test('nothing is known before the first event and when nobody is left', () => {
  const points = kaplanMeier([
    { time: 1, events: 0, censored: 2 },
    { time: 2, events: 0, censored: 0 },
    { time: 3, events: 1, censored: 0 },
  ])
  expect(points).toEqual([
    { time: 1, atRisk: 3, events: 0, survival: 1, variance: 0, interval: undefined },
    { time: 3, atRisk: 1, events: 1, survival: 0, variance: Number.NaN, interval: undefined },
  ])
  expect(kaplanMeier([])).toEqual([])
})

test.each<[string, readonly SurvivalCount[]]>([
  ['times that do not grow', [1, 1].map((time) => ({ time, events: 1, censored: 0 }))],
  ['a time below 0', [{ time: -1, events: 1, censored: 0 }]],
  ['a time that is none', [{ time: Number.NaN, events: 1, censored: 0 }]],
  ['a negative count', [{ time: 1, events: -1, censored: 0 }]],
  ['a count without end', [{ time: 1, events: 1, censored: Number.POSITIVE_INFINITY }]],
])('refuses %s', (_, counts) => {
  expect(() => kaplanMeier(counts)).toThrow(RangeError)
  expect(() => kaplanMeier([], 95)).toThrow('95')
})
