import {
  exp,
  type Interval,
  type LabelledBatch,
  log,
  logistic,
  type Metric,
  type Random,
} from '@ratchet-ml/stats'

/** Makes rows whose metric has a known value; the size is in the unit that the metric states. */
export type Scenario = {
  readonly draw: (random: Random, size: number) => LabelledBatch
  /** The metric of a thousand times as many rows, unless given. */
  readonly truth?: number
}

/** A model that is right often, on two classes of which one is the rarer. */
const twoClasses = (random: Random, count: number, share = 0.3): LabelledBatch => {
  const labels = column(count, () => Number(random.nextFloat() < share))
  return { labels, predictions: labels.map((y) => logistic(1.2 * y - 1.4 + random.nextNormal())) }
}
/** So many rows that about `rarer` are of the rarer class. */
const byRarer = (random: Random, rarer: number) => twoClasses(random, Math.round(rarer / 0.3))
const decided = (of: LabelledBatch): LabelledBatch => ({
  ...of,
  predictions: of.predictions.map((p) => Number(p > 0.4)),
})
const classesOf = (random: Random, count: number): LabelledBatch => {
  const labels = column(count, () => Math.min(2, random.nextBelow(4)))
  const right = (y: number) => (random.nextFloat() < 0.7 ? y : random.nextBelow(3))
  return { labels, predictions: labels.map(right) }
}
const numbers = (random: Random, count: number): LabelledBatch => {
  const labels = column(count, () => exp(2 + 0.4 * random.nextNormal()))
  return {
    labels,
    predictions: labels.map((y) => 1 + 0.8 * y + random.nextNormal()).map((p) => Math.max(p, 0.5)),
  }
}
const scaled = (random: Random, count: number): LabelledBatch => {
  const ones = column(count, () => 1 + random.nextFloat())
  return { ...numbers(random, count), absoluteScales: ones, squaredScales: ones }
}
const counts = (random: Random, count: number): LabelledBatch => {
  const predictions = column(count, () => 1 + 4 * random.nextFloat())
  return { labels: predictions.map((mean) => poisson(random, mean)), predictions }
}
const amounts = (random: Random, count: number): LabelledBatch => {
  const predictions = column(count, () => 1 + 4 * random.nextFloat())
  const gamma = () => -log(1 - random.nextFloat()) - log(1 - random.nextFloat())
  return { labels: predictions.map((mean) => (mean * gamma()) / 2), predictions }
}
const probabilities = (random: Random, count: number): LabelledBatch => {
  const labels = column(count, () => random.nextBelow(8))
  const predictions = column(count * 8, () => random.nextFloat())
  labels.forEach((y, i) => {
    predictions[8 * i + y] = Math.min(1, (predictions[8 * i + y] ?? 0) + 0.3)
  })
  return { labels, predictions, classes: 8 }
}
const between = (random: Random, count: number): LabelledBatch => ({
  labels: column(count, () => random.nextNormal()),
  predictions: column(2 * count, (i) => (i % 2 === 0 ? -1.3 : 1.3)),
})
const items = 12
const queries = (random: Random, count: number): LabelledBatch => {
  const labels = column(count * items, (i) =>
    i % items === 0 ? 1 : Math.max(0, random.nextBelow(9) - 6),
  )
  const predictions = labels.map((rel) => rel + 1.5 * random.nextNormal())
  return { labels, predictions, groups: column(count * items, (i) => Math.floor(i / items)) }
}
const episodes = (random: Random, count: number): LabelledBatch => ({
  labels: column(count * 10, (i) => Number(i % 10 > 4)),
  predictions: column(count * 10, () => Number(random.nextFloat() < 0.3)),
  times: column(count * 10, (i) => i),
  groups: new Float64Array(count * 10),
})

/** The first third of the rows is of class 1 with a chance of 0.6 and has the highest scores. */
const flagged = (random: Random, count: number): LabelledBatch => ({
  labels: column(3 * count, (i) => Number(random.nextFloat() < (i < count ? 0.6 : 0.2))),
  predictions: column(3 * count, (i) => -i),
})

/** By name of the metric. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  'log-loss': { draw: twoClasses },
  auc: { draw: byRarer },
  brier: { draw: twoClasses },
  'average-precision': { draw: byRarer },
  accuracy: { draw: (random, n) => decided(twoClasses(random, n)) },
  'top-k': { draw: probabilities },
  precision: { draw: (random, n) => decided(twoClasses(random, Math.round(n / 0.35))) },
  recall: { draw: (random, n) => decided(twoClasses(random, Math.round(n / 0.3))) },
  'f-beta': { draw: (random, n) => decided(twoClasses(random, n)) },
  'f-beta-macro': { draw: classesOf },
  'f-beta-micro': { draw: classesOf },
  'f-beta-weighted': { draw: classesOf },
  mcc: { draw: classesOf },
  kappa: { draw: classesOf },
  'kappa-linear': { draw: classesOf },
  'kappa-quadratic': { draw: classesOf },
  cost: { draw: (random, n) => decided(twoClasses(random, n)) },
  lift: { draw: byRarer },
  'calibration-error': { draw: twoClasses },
  'calibration-error-mass': { draw: twoClasses },
  'base-rate': { draw: twoClasses, truth: 0.3 },
  rmse: { draw: numbers },
  mae: { draw: numbers },
  mape: { draw: numbers },
  smape: { draw: numbers },
  r2: { draw: numbers },
  pinball: { draw: numbers },
  'poisson-deviance': { draw: counts },
  'gamma-deviance': { draw: amounts },
  'interval-coverage': { draw: between },
  mase: { draw: scaled },
  rmsse: { draw: scaled },
  ndcg: { draw: queries },
  map: { draw: queries },
  mrr: { draw: queries },
  'hit-rate': { draw: queries },
  'precision-at': { draw: flagged, truth: 0.6 },
  'time-to-detection': { draw: episodes },
  'detection-rate': { draw: episodes },
}

/** The interval of 95 %. */
export function intervalOf(metric: Metric, batch: LabelledBatch): Interval | undefined {
  const accumulator = metric.create()
  accumulator.add(batch)
  const found = accumulator.result()
  return found.kind === 'value' ? found.interval : undefined
}

/** @throws Error when the metric is undefined */
export function measured(metric: Metric, batch: LabelledBatch): number {
  const accumulator = metric.create()
  accumulator.add(batch)
  const found = accumulator.result()
  if (found.kind === 'undefined') throw new Error(`${metric.name}: ${found.detail}`)
  return found.value
}

function poisson(random: Random, mean: number): number {
  let left = exp(-mean)
  let k = 0
  for (let u = random.nextFloat(); u > left && k < 100; k++) {
    u -= left
    left *= mean / (k + 1)
  }
  return k
}

function column(count: number, of: (i: number) => number): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length: count }, (_, i) => of(i))
}
