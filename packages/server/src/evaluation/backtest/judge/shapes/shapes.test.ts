import { createRandom } from '@ratchet-ml/stats'
import { expect, test } from 'vitest'
import { probabilityCell, probabilityCells } from './float-cells.ts'
import { QuantileCells } from './quantile-cells.ts'
import { ResidualShape } from './residual-shape.ts'
import { ScoreShape } from './score-shape.ts'

const random = createRandom(5)
const scores = Float64Array.from({ length: 5000 }, () => random.nextFloat() ** 3)
const labels = scores.map((score) => (random.nextFloat() < score ? 1 : 0))

test('cells of probabilities ascend from 0 to 1', () => {
  const values = [0, 1e-30, 1e-6, 0.01, 0.3, 0.5, 0.6, 0.99, 1 - 1e-9, 1]
  const cells = values.map(probabilityCell)
  expect(cells).toEqual(cells.toSorted((a, b) => a - b))
  expect([cells[0], cells.at(-1)]).toEqual([0, probabilityCells - 1])
})

test('every point of a curve is that of a threshold, from corner to corner, in at most 200', () => {
  const shape = new ScoreShape()
  shape.add(scores, labels, scores.length)
  const { roc = [], precisionRecall = [] } = shape.toShape(0.95)
  expect([roc[0], roc.at(-1)]).toEqual([
    [0, 0],
    [1, 1],
  ])
  expect(roc.length).toBeLessThanOrEqual(200)
  expect(precisionRecall.length).toBeLessThanOrEqual(200)
  const ones = labels.reduce((sum, label) => sum + label, 0)
  const sorted = [...scores.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))
  const known = new Set(['0 0'])
  let [zero, one] = [0, 0]
  for (const row of sorted) {
    if (labels[row] === 1) one++
    else zero++
    known.add(`${zero / (labels.length - ones)} ${one / ones}`)
  }
  for (const [x, y] of roc) expect(known.has(`${x} ${y}`)).toBe(true)
})

test('shapes of parts put together are the shape of all', () => {
  const all = new ScoreShape()
  all.add(scores, labels, scores.length)
  const merged = new ScoreShape()
  for (const from of [0, 2000]) {
    const part = new ScoreShape()
    const until = from === 0 ? 2000 : scores.length
    part.add(scores.subarray(from, until), labels.subarray(from, until), until - from)
    merged.merge(part.state())
  }
  const [a, b] = [all.toShape(0.95), merged.toShape(0.95)]
  expect(b.roc).toEqual(a.roc)
  expect(b.reliability?.map(({ n }) => n)).toEqual(a.reliability?.map(({ n }) => n))
})

test('a score that is no probability draws nothing', () => {
  const shape = new ScoreShape()
  shape.add(Float64Array.of(0.5, Number.NaN), Float64Array.of(1, 0), 2)
  expect(shape.toShape(0.95)).toEqual({})
})

test('quantiles are known to better than one percent, of either sign', () => {
  const cells = new QuantileCells()
  const values = Float64Array.from({ length: 20_000 }, () => 100 * (random.nextFloat() - 0.3))
  for (const value of values) cells.add(value)
  const sorted = values.toSorted()
  const shares = [0.05, 0.5, 0.95]
  for (const [i, found] of cells.quantiles(shares).entries()) {
    const exact = sorted[Math.ceil((shares[i] ?? 0) * sorted.length) - 1] ?? Number.NaN
    expect(Math.abs(found - exact)).toBeLessThanOrEqual(Math.abs(exact) * 0.01)
  }
})

test('residuals fall into bins of what was predicted, with their mean', () => {
  const shape = new ResidualShape([10, 20])
  shape.add(Float64Array.of(5, 15, 15, 25), Float64Array.of(6, 14, 18, 25), 4)
  expect(shape.toShape().residuals).toMatchObject([
    { predicted: 5, mean: 1, n: 1 },
    { predicted: 15, mean: 1, n: 2 },
    { predicted: 25, mean: 0, n: 1 },
  ])
})
