import { type IntervalPromise, type Metric, metricFamilies, metrics } from '@ratchet-ml/stats'
import { generated, table } from './markdown.ts'

const better: Readonly<Record<Metric['direction'], string>> = {
  higher: 'higher is better',
  lower: 'lower is better',
  none: 'neither end is better',
}

const inputs: Readonly<Record<Metric['needs'], string>> = {
  label: 'a class index (of anomalies: an alarm, 0 or 1)',
  probability: 'a probability; metrics of order take any score',
  value: 'a number',
  interval: 'the low and the high end of an interval',
}

/** Every metric of models. */
export function modelMetricsPage(): string {
  return generated('Metrics of models', [
    'What versions and baselines are judged by. In the formulas y is the label, p the prediction and w',
    'the weight of a row, 1 unless given.',
    '',
    ...common,
    '',
    table(
      ['metric', 'tasks', 'better', 'interval'],
      metrics.map((metric) => [
        `[${metric.name}](#${metric.name})`,
        metric.tasks.join(', '),
        metric.direction,
        shortIntervalOf(metric.interval),
      ]),
    ),
    '',
    ...metrics.flatMap(sectionOf),
  ])
}

const common = [
  '- **Bits**: sums are exact, so a value and its interval have the same bits whatever the order of rows,',
  '  batches, slices and merges, on every machine.',
  '- **Undefined** is an answer, with the reason and never a number: no rows, no weight, a NaN among labels,',
  '  predictions or weights, sums beyond the largest number, and what each metric says below.',
  '- **Intervals** are at 95 % unless asked otherwise. Each metric says from how many rows (or queries,',
  '  episodes) its interval was found to hold the truth in 94 to 96 of 100 samples, by simulation',
  '  (`npm run test:statistics`), those of calibration errors in more; a verdict on fewer is',
  '  *inconclusive*. With weights the count is',
  "  Kish's effective number, (sum w)^2 / sum w^2. Rows are taken to be independent of each other; where",
  '  they are not (days, users), take the bootstrap over blocks or clusters. Numbers that are all the same',
  '  give no interval.',
  '- **Weighted means** have the standard error sqrt(n / (n - 1) * sum w^2 (x - mean)^2) / sum w, and',
  "  Student's t with n - 1 degrees of freedom.",
  '- **The delta method** carries the spread of the rows to a metric by its slope along the weight of each',
  '  row, on a scale that keeps the interval in range (log odds, log, Fisher’s z).',
  '- **Bootstrap**: percentile or BCa, over rows, clusters or blocks of their order, by number or by Poisson',
  '  draws; with a seed, so that it repeats.',
  '- **By horizon**: the horizon of a forecast is a slice like any other.',
]

function sectionOf(metric: Metric): readonly string[] {
  const family = metricFamilies.find(({ name }) => name === metric.name)
  const lines = [
    `## ${metric.name}`,
    '',
    `${metric.title}. ${metric.definition}`,
    '',
    '```text',
    metric.formula,
    '```',
    '',
    `- range: ${metric.range}; ${better[metric.direction]}`,
    `- needs: ${[inputs[metric.needs], ...metric.columns.map((column) => `\`${column}\``)].join(', ')}`,
    `- interval: ${intervalOf(metric.interval)}`,
    `- undefined when ${metric.undefinedWhen}`,
    `- memory: ${metric.keepsRows ? 'grows with the rows' : 'the same for any number of rows'}`,
  ]
  if (family !== undefined) {
    lines.push(
      `- parameter after a colon: ${family.parameter}; \`${family.name}\` is \`${family.name}:${family.usual}\``,
    )
  }
  return [...lines, '']
}

function shortIntervalOf(interval: IntervalPromise): string {
  const method = interval.kind === 'bootstrap' ? 'bootstrap' : interval.method
  return `${method}, from ${interval.from} ${interval.unit}`
}

function intervalOf(interval: IntervalPromise): string {
  const wide = interval.kind === 'conservative' ? '; wider than need be, it holds more often' : ''
  return `${shortIntervalOf(interval)} on${wide}`
}
