import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkFigure, hostileName, outside } from '../testing/check-figure.ts'
import { elementsOf, textOf } from '../testing/xml.ts'
import { residualBands } from './residual-bands.ts'
import type { ResidualBands, ResidualBin } from './types.ts'

test('says where the mean is farthest from zero, and where the residuals are widest', () => {
  const figure = residualBands(theBands([bin(10, 1), bin(20, -3), bin(30, 0.5, 9)]), { id: 'a' })
  checkFigure(figure)
  expect(figure.summary).toBe(
    'Residuals of sales@1, predictions of sold from 10 to 30. The mean is farthest from zero where 20 is predicted: -3. Nine in ten are widest apart where 30 is predicted: -8.5 to 9.5.',
  )
  expect(figure.table.rows[0]).toEqual(['10', '1', '-1', '0', '1', '2', '3', '100'])
})

test('draws two bands, a median and a mean for each bin', () => {
  const root = checkFigure(residualBands(theBands([bin(10, 1), bin(20, -3)]), { id: 'a' }))
  const bands = elementsOf(root, 'path').filter(({ attributes }) => attributes['fill-opacity'])
  expect(bands).toHaveLength(2)
  expect(elementsOf(root, 'path').filter(({ attributes }) => attributes['transform'])).toHaveLength(
    3,
  )
})

test('shows a lone bin', () => {
  const root = checkFigure(residualBands(theBands([bin(10, 1)]), { id: 'a' }))
  const band = elementsOf(root, 'path').find(({ attributes }) => attributes['fill-opacity'])
  expect(band?.attributes['d']).toMatch(/L/)
})

test('leaves out bins without rows, with too few quantiles or numbers that are none', () => {
  const bins = [
    { ...bin(1, 1), n: 0 },
    { ...bin(1, 1), quantiles: [1, 2] },
    { ...bin(1, Number.NaN) },
  ]
  const figure = residualBands(theBands(bins), { id: 'a' })
  expect(textOf(checkFigure(figure))).toContain('Nothing to show yet')
  expect(figure.table.rows).toEqual([])
})

test('holds hostile names as text, and large numbers in little room', () => {
  const data = {
    ...theBands([bin(2e7, 3e6), bin(4e7, 1e6)]),
    title: hostileName,
    label: hostileName,
  }
  const root = checkFigure(residualBands(data, { id: 'a', theme: 'dark', size: 'narrow' }))
  expect(textOf(root)).toContain('30M')
})

test('gives the same well-formed bytes for any bins', () => {
  fc.assert(
    fc.property(fc.array(anyBin, { maxLength: 50 }), (bins) => {
      const data = theBands(bins)
      const figure = residualBands(data, { id: 'a' })
      expect(residualBands(structuredClone(data), { id: 'a' })).toEqual(figure)
      expect(outside(checkFigure(figure))).toEqual([])
    }),
    { numRuns: 50 },
  )
})

const anyBin: fc.Arbitrary<ResidualBin> = fc.record({
  predicted: fc.double(),
  mean: fc.double(),
  quantiles: fc.array(fc.double({ min: -1e90, max: 1e90 }), { minLength: 4, maxLength: 6 }),
  n: fc.nat(),
})

function theBands(bins: readonly ResidualBin[]): ResidualBands {
  return { title: 'Residuals of sales@1', label: 'sold', bins }
}

function bin(predicted: number, mean: number, spread = 2): ResidualBin {
  const quantiles = [-spread, -spread / 2, 0, spread / 2, spread].map((q) => mean + q)
  return { predicted, mean, quantiles, n: 100 }
}
