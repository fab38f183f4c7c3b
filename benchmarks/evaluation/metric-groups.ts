import {
  createRandom,
  type EvaluationBatch,
  exp,
  findMetric,
  logistic,
  type Metric,
  metrics,
} from '@ratchet-ml/stats'

export const batchRows = 65_536
const classes = 3
const columns = new Map<string, Float64Array>()

/** Metrics that can be told of the same rows, with the rows' maker. */
export const groups: Readonly<
  Record<
    string,
    { readonly metrics: readonly Metric[]; readonly fill: (at: number) => EvaluationBatch }
  >
> = {
  'two classes': { metrics: ofTask('binary'), fill: twoClasses },
  'three classes, AUC of pairs and rests': {
    metrics: metrics.filter(({ name }) => /^(auc-one|top-k)/.test(name)),
    fill: threeClasses,
  },
  'queries of 20 items': { metrics: ofTask('ranking'), fill: queries },
  anomalies: {
    metrics: ['precision-at:1000', 'time-to-detection', 'detection-rate'].map(named),
    fill: anomalies,
  },
  'numbers and forecasts': {
    metrics: metrics.filter(
      ({ tasks }) => tasks.includes('regression') || tasks.includes('forecasting'),
    ),
    fill: numbers,
  },
}

function ofTask(task: Metric['tasks'][number]): readonly Metric[] {
  return metrics.filter(({ tasks }) => tasks.includes(task))
}

function named(name: string): Metric {
  const found = findMetric(name)
  if (found === undefined) throw new Error(`There is no metric ${name}.`)
  return found
}

function twoClasses(at: number): EvaluationBatch {
  const random = createRandom(at)
  const labels = column('labels', () => Number(random.nextFloat() < 0.3))
  const probability = column('probability', (i) =>
    logistic(from(labels, i) - 0.8 + random.nextNormal()),
  )
  const label = column('label', (i) => Number(from(probability, i) > 0.5))
  return { labels, predictions: { probability, label } }
}

function threeClasses(at: number): EvaluationBatch {
  const random = createRandom(at)
  const labels = column('labels', () => random.nextBelow(classes))
  const probability = column('probabilities', () => random.nextFloat(), classes)
  return { labels, classes, predictions: { probability } }
}

function numbers(at: number): EvaluationBatch {
  const random = createRandom(at)
  const labels = column('labels', () => exp(2 + random.nextNormal()))
  const value = column('value', (i) => from(labels, i) * exp(0.3 * random.nextNormal()))
  const interval = column('interval', (i) => from(value, i >> 1) + (i % 2 === 0 ? -2 : 2), 2)
  const ones = column('scales', () => 1.5)
  return { labels, predictions: { value, interval }, absoluteScales: ones, squaredScales: ones }
}

function queries(at: number): EvaluationBatch {
  const random = createRandom(at)
  const labels = column('labels', () => Math.max(0, random.nextBelow(6) - 2))
  const value = column('value', (i) => from(labels, i) + 2 * random.nextNormal())
  const groups = column('groups', (i) => Math.floor((at + i) / 20))
  return { labels, predictions: { value }, groups }
}

function anomalies(at: number): EvaluationBatch {
  const random = createRandom(at)
  const labels = column('labels', (i) => Number((at + i) % 20 > 16))
  const probability = column('probability', (i) => logistic(from(labels, i) + random.nextNormal()))
  const label = column('label', (i) => Number(from(probability, i) > 0.6))
  const times = column('times', (i) => at + i)
  const groups = column('groups', (i) => Math.floor((at + i) / 20) % 1000)
  return { labels, predictions: { probability, label }, times, groups }
}

/** The same in all rows of a query. */
export function weightsFrom(at: number): Float64Array {
  return column('weights', (i) => 1 + (Math.floor((at + i) / 20) % 7) / 4)
}

/** Filled anew for each batch, so that no memory of the making is counted. */
function column(name: string, of: (i: number) => number, width = 1): Float64Array {
  const key = `${name} ${width}`
  const filled = columns.get(key) ?? new Float64Array(width * batchRows)
  columns.set(key, filled)
  for (let i = 0; i < filled.length; i++) filled[i] = of(i)
  return filled
}

function from(values: Float64Array, i: number): number {
  return values[i] as number // in range
}
