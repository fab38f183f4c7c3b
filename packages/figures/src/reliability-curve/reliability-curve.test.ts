import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkFigure, hostileName, outside } from '../testing/check-figure.ts'
import { elementsOf, textOf } from '../testing/xml.ts'
import { reliabilityCurve } from './reliability-curve.ts'
import type { ReliabilityBin, ReliabilityCurve } from './types.ts'

test('says how far off each contender is, and where the most', () => {
  const figure = reliabilityCurve(aCurve([bin(0.1, 0.12, 300), bin(0.5, 0.7, 100)]), { id: 'a' })
  checkFigure(figure)
  expect(figure.summary).toBe(
    'Calibration. flights@1: off by 0.065 on average, most where 0.5 was predicted and 0.7 happened.',
  )
  expect(figure.svg).toContain('whiskers: 95 % interval')
  expect(figure.table.rows).toEqual([
    ['flights@1', '0.1', '0.12', '0.07 to 0.17', '300'],
    ['flights@1', '0.5', '0.7', '0.65 to 0.75', '100'],
  ])
})

test('draws how many rows each bin holds, the fullest the highest', () => {
  const figure = reliabilityCurve(aCurve([bin(0.1, 0.1, 300), bin(0.5, 0.5, 100)]), { id: 'a' })
  const heights = elementsOf(checkFigure(figure), 'rect').map(({ attributes }) =>
    Number(attributes['height']),
  )
  expect(heights[0]).toBeCloseTo(3 * (heights[1] ?? 0), 1)
})

test('keeps whiskers within the square, and leaves out what is no share', () => {
  const bins = [
    { ...bin(0.99, 0.98, 5), high: 1.3, low: -0.2 },
    { ...bin(0.5, Number.NaN, 5) },
    { ...bin(1.5, 0.5, 5) },
    { ...bin(0.5, 0.5, 0) },
  ]
  const figure = reliabilityCurve(aCurve(bins), { id: 'a' })
  expect(outside(checkFigure(figure))).toEqual([])
  expect(figure.table.rows).toHaveLength(1)
})

test('says that there is nothing to show without bins', () => {
  const root = checkFigure(reliabilityCurve(aCurve([]), { id: 'a' }))
  expect(textOf(root)).toContain('Nothing to show yet')
})

test('holds hostile names as text', () => {
  const data = { ...aCurve([bin(0.5, 0.5, 1)], hostileName), title: hostileName }
  checkFigure(reliabilityCurve(data, { id: '"><script>', theme: 'dark' }))
})

test('gives the same well-formed bytes for any data', () => {
  fc.assert(
    fc.property(fc.array(fc.array(anyBin, { maxLength: 30 }), { maxLength: 9 }), (many) => {
      const series = many.map((bins, index) => ({ name: `m@${index}`, bins }))
      const data = { title: 'Calibration', level: 0.9, series }
      const figure = reliabilityCurve(data, { id: 'a', size: 'narrow' })
      expect(reliabilityCurve(structuredClone(data), { id: 'a', size: 'narrow' })).toEqual(figure)
      expect(outside(checkFigure(figure))).toEqual([])
    }),
    { numRuns: 50 },
  )
})

const anyBin: fc.Arbitrary<ReliabilityBin> = fc.record({
  predicted: fc.double(),
  observed: fc.double({ min: -0.5, max: 1.5 }),
  low: fc.option(fc.double(), { nil: undefined }),
  high: fc.option(fc.double(), { nil: undefined }),
  n: fc.nat(),
})

function aCurve(bins: readonly ReliabilityBin[], name = 'flights@1'): ReliabilityCurve {
  return { title: 'Calibration', level: 0.95, series: [{ name, bins }] }
}

function bin(predicted: number, observed: number, n: number): ReliabilityBin {
  const round = (value: number) => Math.round(value * 100) / 100
  return { predicted, observed, low: round(observed - 0.05), high: round(observed + 0.05), n }
}
