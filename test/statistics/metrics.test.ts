import { findMetric, type Interval, log, normalCdf, type Random } from '@ratchet-ml/stats'
import { expect, test } from 'vitest'
import { coverageOf } from './coverage-of.ts'

/** One row: a label and a prediction. */
type DrawRow = (random: Random) => readonly [label: number, prediction: number]

function ofMetric(
  name: string,
  n: number,
  draw: DrawRow,
): (random: Random) => Interval | undefined {
  return (random) => {
    const labels = new Float64Array(n)
    const predictions = new Float64Array(n)
    for (let i = 0; i < n; i++) [labels[i], predictions[i]] = draw(random) as [number, number]
    const accumulator = findMetric(name)?.create()
    accumulator?.add({ labels, predictions })
    const found = accumulator?.result()
    return found?.kind === 'value' ? found.interval : undefined
  }
}

/** A calibrated prediction of 0.2 or 0.7, as often as each other. */
const calibrated: DrawRow = (random) => {
  const p = random.nextFloat() < 0.5 ? 0.2 : 0.7
  return [random.nextFloat() < p ? 1 : 0, p]
}
const brier = (0.2 * 0.8 + 0.7 * 0.3) / 2
const entropy = (p: number) => -p * log(p) - (1 - p) * log(1 - p)
const logLoss = (entropy(0.2) + entropy(0.7)) / 2

const right: DrawRow = (random) => [1, random.nextFloat() < 0.8 ? 1 : 0]
/** An error that is normal with standard deviation 2. */
const missing: DrawRow = (random) => [2 * random.nextNormal(), 0]
const meanSize = 2 * Math.sqrt(2 / Math.PI)

test.each<{ readonly name: string; readonly truth: number; readonly draw: DrawRow }>([
  { name: 'brier', truth: brier, draw: calibrated },
  { name: 'log-loss', truth: logLoss, draw: calibrated },
  { name: 'base-rate', truth: 0.45, draw: calibrated },
  { name: 'accuracy', truth: 0.8, draw: right },
  { name: 'mae', truth: meanSize, draw: missing },
  { name: 'rmse', truth: 2, draw: missing },
])('of 400 rows the interval of $name covers the truth within 1.5 points of 95 %', (metric) => {
  const { name, truth, draw } = metric
  const { share, undefinedShare } = coverageOf(1, truth, ofMetric(name, 400, draw))
  expect(undefinedShare).toBe(0)
  expect(Math.abs(share - 0.95)).toBeLessThan(0.015)
})

test.each([0, 1, 2])('the interval of AUC covers it, classes %i deviations apart', (apart) => {
  const draw: DrawRow = (random) => {
    const label = random.nextFloat() < 0.4 ? 1 : 0
    return [label, apart * label + random.nextNormal()]
  }
  const truth = normalCdf(apart / Math.SQRT2)
  const { share, undefinedShare } = coverageOf(apart, truth, ofMetric('auc', 200, draw), 5000)
  expect(undefinedShare).toBeLessThan(0.001)
  expect(Math.abs(share - 0.95)).toBeLessThan(0.015)
})
