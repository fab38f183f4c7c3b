import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkFigure, hostileName, outside } from '../testing/check-figure.ts'
import { elementsOf, textOf } from '../testing/xml.ts'
import { tradeOffCurve } from './trade-off-curve.ts'
import type { CurvePoint, TradeOffCurve } from './types.ts'

const roc: readonly CurvePoint[] = [
  [0, 0],
  [0.2, 0.6],
  [1, 1],
]

test('tells of ROC what is found at 10 % false positives, straight between the points', () => {
  const figure = tradeOffCurve(aCurve(roc), { id: 'a' })
  checkFigure(figure)
  expect(figure.summary).toContain(
    'flights@1: at 10 % false positives it finds 30 % of the positives.',
  )
  expect(figure.table.rows.find(([at]) => at === '0.6')).toEqual(['0.6', '0.8'])
})

test('tells of precision and recall how many of those found are right', () => {
  const points: readonly CurvePoint[] = [
    [1, 0.2],
    [0.5, 0.4],
    [0.1, 0.9],
  ]
  const data = { ...aCurve(points), kind: 'precision-recall', baseRate: 0.2 } as const
  const figure = tradeOffCurve(data, { id: 'a' })
  const root = checkFigure(figure)
  expect(figure.summary).toContain('where half of the positives are found, 40 % of those found')
  expect(textOf(root)).toContain('guessing: the share of positives')
  expect(figure.table.rows[0]).toEqual(['0.01', 'none'])
})

test('draws at most 200 points of a curve, with both of its ends', () => {
  const points = Array.from({ length: 50_000 }, (_, index): CurvePoint => [index / 49_999, 1])
  const figure = tradeOffCurve(aCurve(points), { id: 'a' })
  expect(figure.svg.length).toBeLessThan(12_000)
  const curve = elementsOf(checkFigure(figure), 'path').find(
    ({ attributes }) => attributes['stroke-width'] === '1.75',
  )
  expect(curve?.attributes['d']).toMatch(/^M62,.*L462,/)
})

test('says that there is nothing to show without points', () => {
  for (const series of [[], [{ name: 'a', points: [] }]]) {
    const data: TradeOffCurve = { kind: 'roc', title: 'ROC', series }
    expect(textOf(checkFigure(tradeOffCurve(data, { id: 'a' })))).toContain('Nothing to show yet')
  }
})

test('holds hostile names as text', () => {
  const data = { ...aCurve(roc, hostileName), title: hostileName }
  checkFigure(tradeOffCurve(data, { id: 'a', size: 'narrow', theme: 'light' }))
})

test('gives the same well-formed bytes for any points', () => {
  const anyPoint = fc.tuple(fc.double(), fc.double({ min: -0.1, max: 1.1 }))
  fc.assert(
    fc.property(fc.array(fc.array(anyPoint, { maxLength: 300 }), { maxLength: 9 }), (many) => {
      const series = many.map((points, index) => ({ name: `m@${index}`, points }))
      const data: TradeOffCurve = { kind: 'roc', title: 'ROC', series }
      const figure = tradeOffCurve(data, { id: 'a' })
      expect(tradeOffCurve(structuredClone(data), { id: 'a' })).toEqual(figure)
      expect(outside(checkFigure(figure))).toEqual([])
    }),
    { numRuns: 50 },
  )
})

function aCurve(points: readonly CurvePoint[], name = 'flights@1'): TradeOffCurve {
  return { kind: 'roc', title: 'ROC', series: [{ name, points }] }
}
