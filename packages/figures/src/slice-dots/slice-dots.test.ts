import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { IntervalPoint } from '../interval-point.ts'
import { checkFigure, hostileName, outside } from '../testing/check-figure.ts'
import { elementsOf, textOf } from '../testing/xml.ts'
import { sliceDots } from './slice-dots.ts'
import type { SliceDots, SliceRow } from './types.ts'

test('puts the worst slice of the first contender first, and one without a value last', () => {
  const slices = [
    row('a', value(0.3)),
    row('none', { kind: 'undefined', reason: 'only 3 rows', counted: true }),
    row('b', value(0.5)),
  ]
  const lower = sliceDots(theDots({ slices }), { id: 'a' })
  expect(lower.table.rows.map(([name]) => name)).toEqual(['b', 'a', 'none'])
  expect(lower.table.rows[2]?.[2]).toBe('undefined: only 3 rows')
  expect(lower.summary).toContain('worst in b, 0.5 (0.49 to 0.51) in 100 rows; best in a')
  expect(lower.summary).toContain('Without a value in 1 slice.')
  const metric = { title: 'Accuracy', direction: 'higher' } as const
  const higher = sliceDots(theDots({ slices, metric }), { id: 'a' })
  expect(higher.table.rows.map(([name]) => name)).toEqual(['a', 'b', 'none'])
})

test('draws a point and a whisker for each contender, and a line at the whole', () => {
  const contenders = [
    { name: 'flights@1', kind: 'version', overall: 0.4 },
    { name: 'baseline:prior', kind: 'baseline' },
  ] as const
  const slices = [row('a', value(0.3), value(0.5)), row('b', value(0.4), value(0.5))]
  const root = checkFigure(sliceDots(theDots({ contenders, slices }), { id: 'a' }))
  expect(elementsOf(root, 'path').filter(isMark)).toHaveLength(2 + 4)
  expect(textOf(root)).toContain('flights@1 over all rows')
})

test('draws hollow what does not count', () => {
  const slices = [row('a', { ...value(0.3), counted: false })]
  const root = checkFigure(sliceDots(theDots({ slices }), { id: 'a', theme: 'light' }))
  expect(elementsOf(root, 'path').filter(isMark).at(-1)?.attributes['fill']).toBe('#ffffff')
})

test('draws the worst 24 of thousands of slices, says so, and has all in the table', () => {
  const slices = Array.from({ length: 5000 }, (_, i) => row(`s${i}`, value(i / 5000)))
  const figure = sliceDots(theDots({ slices }), { id: 'a' })
  expect(figure.svg).toContain('the worst 24 of 5,000 slices')
  expect(elementsOf(checkFigure(figure), 'path').filter(isMark)).toHaveLength(1 + 24)
  expect(figure.table.rows).toHaveLength(5000)
  expect(figure.table.rows[0]?.[0]).toBe('s4999')
})

test('says that there is nothing to show without slices or contenders', () => {
  for (const fields of [{ slices: [] }, { contenders: [] }]) {
    const root = checkFigure(sliceDots(theDots(fields), { id: 'a' }))
    expect(textOf(root)).toContain('Nothing to show yet')
  }
})

test('holds hostile names as text', () => {
  const contenders = [{ name: hostileName, kind: 'version', overall: Number.NaN }] as const
  const data = theDots({ title: hostileName, contenders, slices: [row(hostileName, value(1))] })
  checkFigure(sliceDots(data, { id: '<', size: 'narrow' }))
})

test('gives the same well-formed bytes for any slices', () => {
  const slices = fc.array(
    fc.record({ slice: fc.string(), rows: fc.nat(), points: fc.array(anyPoint, { maxLength: 4 }) }),
    { maxLength: 30 },
  )
  fc.assert(
    fc.property(slices, (rows) => {
      const names = ['a@1', 'a@2', 'a@3']
      const contenders = names.map((name) => ({ name, kind: 'version' as const, overall: 0.5 }))
      const data = theDots({ contenders, slices: rows })
      const figure = sliceDots(data, { id: 'a' })
      expect(sliceDots(structuredClone(data), { id: 'a' })).toEqual(figure)
      expect(outside(checkFigure(figure))).toEqual([])
    }),
    { numRuns: 50 },
  )
})

const anyPoint: fc.Arbitrary<IntervalPoint | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.record({
    kind: fc.constant('value' as const),
    value: fc.double(),
    low: fc.option(fc.double(), { nil: undefined }),
    high: fc.option(fc.double(), { nil: undefined }),
    counted: fc.boolean(),
  }),
)

function theDots(fields: Partial<SliceDots> = {}): SliceDots {
  return {
    title: 'Log loss by slice',
    metric: { title: 'Log loss', direction: 'lower' },
    level: 0.95,
    contenders: [{ name: 'flights@1', kind: 'version' }],
    slices: [row('carrier=AA', value(0.4))],
    ...fields,
  }
}

function row(slice: string, ...points: readonly IntervalPoint[]): SliceRow {
  return { slice, rows: 100, points }
}

function value(of: number): IntervalPoint {
  const round = (x: number) => Math.round(x * 1e6) / 1e6
  return { kind: 'value', value: of, low: round(of - 0.01), high: round(of + 0.01), counted: true }
}

function isMark({
  attributes,
}: {
  readonly attributes: Readonly<Record<string, string>>
}): boolean {
  return attributes['transform'] !== undefined
}
