import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkFigure, hostileName, outside } from '../testing/check-figure.ts'
import { elementsOf, textOf } from '../testing/xml.ts'
import { differenceForest } from './difference-forest.ts'
import type { DifferenceForest, DifferenceRow } from './types.ts'

test('says of each row whether it is better, worse or undecided, by direction and interval', () => {
  const rows = [part('jan', -0.2, -0.3, -0.1), part('feb', 0.2, 0.1, 0.3), part('mar', 0.1, -1, 1)]
  const lower = differenceForest(theForest({ rows }), { id: 'a' })
  expect(lower.table.rows.map((cells) => cells[2])).toEqual(['better', 'worse', 'undecided'])
  expect(lower.table.rows[0]?.[1]).toBe('−0.2 (−0.3 to −0.1)')
  expect(lower.table.rows[1]?.[1]).toBe('+0.2 (0.1 to 0.3)')
  expect(lower.summary).toContain('Of 3 parts better in 1, worse in 1, undecided in 1.')
  const metric = { title: 'AUC', direction: 'higher' } as const
  const higher = differenceForest(theForest({ rows, metric }), { id: 'a' })
  expect(higher.table.rows.map((cells) => cells[2])).toEqual(['worse', 'better', 'undecided'])
})

test('takes the verdict that is told before its own', () => {
  const overall = { ...part('overall', -0.2, -0.3, -0.1), kind: 'overall', verdict: 'undecided' }
  const rows = [overall as DifferenceRow]
  const figure = differenceForest(theForest({ rows }), { id: 'a' })
  expect(figure.summary).toContain('overall: −0.2 (−0.3 to −0.1), undecided.')
})

test('draws overall differences as diamonds, parts with whiskers, and zero always in sight', () => {
  const overall: DifferenceRow = { ...part('overall', 5, 4, 6), kind: 'overall' }
  const figure = differenceForest(theForest({ rows: [overall, part('jan', 5, 4.5, 5.5)] }), {
    id: 'a',
  })
  const root = checkFigure(figure)
  const closed = elementsOf(root, 'path').filter(({ attributes }) =>
    /^M[^A]*Z$/.test(attributes['d'] ?? ''),
  )
  expect(closed.some(({ attributes }) => attributes['stroke-linejoin'] === 'round')).toBe(true)
  expect(outside(root)).toEqual([])
  expect(textOf(root)).toContain('✗ worse')
})

test('has no verdict without an interval, and says why there is no difference', () => {
  const rows: DifferenceRow[] = [
    { label: 'jan', kind: 'part', difference: { kind: 'value', value: -1 } },
    { label: 'feb', kind: 'part', difference: { kind: 'undefined', reason: 'only one class' } },
  ]
  const figure = differenceForest(theForest({ rows }), { id: 'a' })
  checkFigure(figure)
  expect(figure.table.rows).toEqual([
    ['jan', '−1', 'undecided'],
    ['feb', 'undefined: only one class', 'undecided'],
  ])
})

test('draws the least and the greatest 18 of thousands of parts, and says how many are between', () => {
  const rows = Array.from({ length: 5000 }, (_, i) => part(`p${i}`, i - 2500, i - 2501, i - 2499))
  const overall: DifferenceRow = { ...part('overall', 0, -1, 1), kind: 'overall' }
  const figure = differenceForest(theForest({ rows: [overall, ...rows] }), { id: 'a' })
  const text = textOf(checkFigure(figure))
  expect(figure.svg.length).toBeLessThan(60_000)
  expect(text).toContain('4,964 parts between least and greatest not drawn')
  expect(text).toContain('p4999')
  expect(text).not.toContain('p2600')
  expect(figure.table.rows).toHaveLength(5001)
})

test('writes every number beside the rows with the same decimals, three digits of the largest', () => {
  const rows = [part('jan', -0.031_524_9, -0.036_44, -0.026_6), part('feb', 0.001, 0, 0.002)]
  const text = textOf(checkFigure(differenceForest(theForest({ rows }), { id: 'a' })))
  expect(text).toContain('−0.0315 (−0.0364 to −0.0266)')
  expect(text).toContain('+0.0010 (0.0000 to 0.0020)')
  const large = [part('jan', 12_345, 12_000, 12_700)]
  const other = differenceForest(theForest({ rows: large }), { id: 'a' })
  expect(textOf(checkFigure(other))).toContain('+12,345 (12,000 to 12,700)')
})

test('says that there is nothing to show without rows', () => {
  const root = checkFigure(differenceForest(theForest({ rows: [] }), { id: 'a' }))
  expect(textOf(root)).toContain('Nothing to show yet')
})

test('holds hostile names as text', () => {
  const rows = [part(hostileName, 1, 0, 2)]
  const data = theForest({ title: hostileName, rows })
  checkFigure(differenceForest(data, { id: 'a', size: 'narrow', theme: 'dark' }))
})

test('gives the same well-formed bytes for any rows', () => {
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 60 }), (rows) => {
      const data = theForest({ rows })
      const figure = differenceForest(data, { id: 'a' })
      expect(differenceForest(structuredClone(data), { id: 'a' })).toEqual(figure)
      expect(outside(checkFigure(figure))).toEqual([])
    }),
    { numRuns: 50 },
  )
})

const anyRow: fc.Arbitrary<DifferenceRow> = fc.record({
  label: fc.string(),
  kind: fc.constantFrom('overall' as const, 'part' as const),
  difference: fc.oneof(
    fc.constant({ kind: 'undefined' as const, reason: 'none' }),
    fc.record({
      kind: fc.constant('value' as const),
      value: fc.double(),
      low: fc.option(fc.double(), { nil: undefined }),
      high: fc.option(fc.double(), { nil: undefined }),
    }),
  ),
  verdict: fc.constantFrom(undefined, 'better' as const, 'worse' as const),
})

function theForest(fields: Partial<DifferenceForest>): DifferenceForest {
  return {
    title: 'Log loss: flights@2 less flights@1',
    metric: { title: 'Log loss', direction: 'lower' },
    level: 0.95,
    rows: [],
    ...fields,
  }
}

function part(label: string, value: number, low: number, high: number): DifferenceRow {
  return { label, kind: 'part', difference: { kind: 'value', value, low, high } }
}
