import type { Backtest, MetricValue, PartitionResult } from '@ratchet-ml/protocol'
import { bestOf } from './policy.ts'

type Metric = Backtest['metrics'][number]
type Cells = readonly string[]

/** A back-test for people: one table a metric, a row for each partition. */
export function formatBacktest(backtest: Backtest): string {
  const { dataset, label, model, partitionBy } = backtest
  const rows = dataset.rows.toLocaleString('en-US')
  const untimed =
    dataset.untimed === undefined ? '' : `; ${dataset.untimed} rows without a time are left out`
  return [
    `Back-test of ${model} on ${dataset.name} (${rows} rows), label ${label}, by ${partitionBy}${untimed}`,
    ...backtest.metrics.map((metric) => tableOf(backtest, metric)),
    legendOf(backtest),
    `id ${backtest.id}`,
  ].join('\n\n')
}

function tableOf(backtest: Backtest, metric: Metric): string {
  const better = metric.direction === 'lower' ? 'lower is better' : 'higher is better'
  const names = backtest.contenders.map(({ name }) => name)
  const header = [backtest.partitionBy, 'rows', ...names]
  const unlabelled = backtest.partitions.some((partition) => partition.unlabelled > 0)
  const rows = backtest.partitions.map((partition) => {
    const best = bestOf(partition, metric.name, metric.direction)
    const cells = names.map((name) => cellOf(partition, name, metric, best.has(name)))
    const count = partition.rows.toLocaleString('en-US')
    const without = partition.unlabelled.toLocaleString('en-US')
    return [partition.partition, unlabelled ? `${count} (${without} unlabelled)` : count, ...cells]
  })
  return `${metric.title} (${better})\n${inColumns([header, ...rows])}`
}

function cellOf(
  { results }: PartitionResult,
  name: string,
  metric: Metric,
  isBest: boolean,
): string {
  const result = results[name]
  const value = result?.metrics[metric.name]
  if (result === undefined || value === undefined) return ''
  const text = textOf(value)
  if (result.counted.kind === 'trained-on') return `(${text} trained on)`
  return isBest ? `${text} *` : text
}

function textOf(value: MetricValue): string {
  if (value.kind === 'undefined') return '-'
  const { low, high } = value
  if (low === undefined || high === undefined) return digits(value.value)
  return `${digits(value.value)} ±${digits(Math.max(high - value.value, value.value - low))}`
}

/** Four digits after the point for shares and losses; four significant ones for larger numbers. */
function digits(value: number): string {
  return Math.abs(value) < 10 ? value.toFixed(4) : String(Number(value.toPrecision(5)))
}

function inColumns(lines: readonly Cells[]): string {
  const [header = []] = lines
  const widths = header.map((_, column) =>
    Math.max(...lines.map((cells) => (cells[column] ?? '').length)),
  )
  return lines
    .map((cells) =>
      cells
        .map((cell, column) => {
          const width = widths[column] ?? 0
          return column === 1 ? cell.padStart(width) : cell.padEnd(width)
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Absence of evidence about the training must not look like evidence about the model. */
const unstated =
  'nobody said what it was trained on (--trained-on), so rows that it has seen may flatter it'

function legendOf({ contenders, level, partitions, metrics }: Backtest): string {
  const lines = [`* best of a row; ± half the ${Number((level * 100).toFixed(2))} % interval`]
  for (const { name, kind, trainedOn } of contenders) {
    if (trainedOn === undefined) {
      if (kind === 'version') lines.push(`${name}: ${unstated}`)
      continue
    }
    const [from, until] = [trainedOn.from.slice(0, 10), trainedOn.until.slice(0, 10)]
    lines.push(`${name} was trained on ${from}..${until}: rows of that time are not counted`)
  }
  const reasons = new Map<string, string>()
  for (const { partition, results } of partitions) {
    for (const [name, result] of Object.entries(results)) {
      for (const metric of metrics) {
        const value = result.metrics[metric.name]
        if (value?.kind !== 'undefined') continue
        const key = `${name}: ${value.reason}`
        if (!reasons.has(key)) reasons.set(key, `- ${name}, ${partition}: ${value.reason}`)
      }
    }
  }
  return [...lines, ...reasons.values()].join('\n')
}
