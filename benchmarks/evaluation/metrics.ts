// Every metric over rows in 20 slices, on one thread: CPU seconds by group of metrics, without and with
// weights, and the most memory that the process had. A group is what can be told of the same rows; the
// making of the rows is not counted. Run by hand on Node 24:
//   node --conditions=ratchet-source benchmarks/evaluation/metrics.ts [--rows 10000000] [--only queries]
//     [--weights without]
import { parseArgs } from 'node:util'
import {
  createRandom,
  createSlicedMetrics,
  type EvaluationBatch,
  exp,
  findMetric,
  logistic,
  type Metric,
  metrics,
} from '@ratchet-ml/stats'

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    only: { type: 'string', default: '' },
    weights: { type: 'string', default: '' },
  },
})
const rows = Number(values.rows)
const batchRows = 65_536
const slices = 20
const classes = 3

/** Metrics that can be told of the same rows, with the rows' maker. */
const groups: Readonly<
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
  'numbers and forecasts': {
    metrics: metrics.filter(
      ({ tasks }) => tasks.includes('regression') || tasks.includes('forecasting'),
    ),
    fill: numbers,
  },
  'queries of 20 items': { metrics: ofTask('ranking'), fill: queries },
  anomalies: {
    metrics: ['precision-at:1000', 'time-to-detection', 'detection-rate'].map(named),
    fill: anomalies,
  },
}

console.log(`Node ${process.version}, ${rows.toLocaleString('en')} rows in ${slices} slices`)
for (const weighted of [false, true]) {
  const said = weighted ? 'with weights' : 'without weights'
  if (!said.startsWith(values.weights)) continue
  console.log(said)
  let total = 0
  for (const [name, group] of Object.entries(groups)) {
    if (name.includes(values.only)) total += measure(name, group, weighted)
  }
  console.log(`  ${total.toFixed(2)} s  all`)
  console.log(`  ${Math.round(process.resourceUsage().maxRSS / 1024)} MB at most`)
}

function measure(
  name: string,
  { metrics: own, fill }: (typeof groups)[string],
  weighted: boolean,
): number {
  const sliced = createSlicedMetrics(own)
  let spent = 0
  for (let at = 0; at < rows; at += batchRows) {
    const count = Math.min(batchRows, rows - at)
    const filled = fill(at)
    const batch = weighted ? { ...filled, weights: weightsFrom(at) } : filled
    const slice = Uint8Array.from(
      { length: batchRows },
      (_, i) => Math.floor((at + i) / 20) % slices,
    )
    const start = cpuSeconds()
    sliced.add({ ...batch, count }, slice)
    spent += cpuSeconds() - start
  }
  const start = cpuSeconds()
  const undefinedOnes = new Set<string>()
  const look = (found: ReturnType<typeof sliced.overall>) => {
    for (const [metric, { kind }] of Object.entries(found)) {
      if (kind === 'undefined') undefinedOnes.add(metric)
    }
  }
  for (const slice of sliced.slices()) look(sliced.ofSlice(slice))
  look(sliced.overall())
  const finished = cpuSeconds() - start
  const seconds = spent + finished
  const parts = `${spent.toFixed(2)} s adding, ${finished.toFixed(2)} s results`
  console.log(`  ${seconds.toFixed(2)} s  ${name}: ${own.length} metrics; ${parts}`)
  if (undefinedOnes.size > 0) console.log(`    undefined: ${[...undefinedOnes].join(', ')}`)
  return seconds
}

/** Of all threads of the process, the garbage collector's among them. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
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
  const labels = column(() => Number(random.nextFloat() < 0.3))
  const probability = labels.map((label) => logistic(label - 0.8 + random.nextNormal()))
  return { labels, predictions: { probability, label: probability.map((p) => Number(p > 0.5)) } }
}

function threeClasses(at: number): EvaluationBatch {
  const random = createRandom(at)
  const labels = column(() => random.nextBelow(classes))
  const probability = Float64Array.from({ length: classes * batchRows }, () => random.nextFloat())
  return { labels, classes, predictions: { probability } }
}

function numbers(at: number): EvaluationBatch {
  const random = createRandom(at)
  const labels = column(() => exp(2 + random.nextNormal()))
  const value = labels.map((label) => label * exp(0.3 * random.nextNormal()))
  const interval = Float64Array.from(
    { length: 2 * batchRows },
    (_, i) => (value[i >> 1] ?? 0) + (i % 2 === 0 ? -2 : 2),
  )
  const ones = column(() => 1.5)
  return { labels, predictions: { value, interval }, absoluteScales: ones, squaredScales: ones }
}

function queries(at: number): EvaluationBatch {
  const random = createRandom(at)
  const labels = column(() => Math.max(0, random.nextBelow(6) - 2))
  const value = labels.map((label) => label + 2 * random.nextNormal())
  return { labels, predictions: { value }, groups: column((i) => Math.floor((at + i) / 20)) }
}

function anomalies(at: number): EvaluationBatch {
  const random = createRandom(at)
  const labels = column((i) => Number((at + i) % 20 > 16))
  const probability = labels.map((label) => logistic(label + random.nextNormal()))
  const times = column((i) => at + i)
  const predictions = { probability, label: probability.map((p) => Number(p > 0.6)) }
  return { labels, predictions, times, groups: column((i) => Math.floor((at + i) / 20) % 1000) }
}

/** The same in all rows of a query. */
function weightsFrom(at: number): Float64Array {
  return column((i) => 1 + (Math.floor((at + i) / 20) % 7) / 4)
}

function column(of: (i: number) => number): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length: batchRows }, (_, i) => of(i))
}
