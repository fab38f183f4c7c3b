import type { Backtest, MetricValue, PartitionResult, SliceResult } from '@ratchet-ml/protocol'
import { wordsOfFinding } from '../../leaks/format-leaks.ts'
import { inSentence } from '../compare/words.ts'
import { bestOf } from '../policy.ts'
import { legendOf } from './format-legend.ts'

type Metric = Backtest['metrics'][number]
type Cells = readonly string[]

/** Slices that are shown of a column, those with the most rows. */
const mostSlices = 12

/** A back-test for people: one table a metric, a row for each partition. */
export function formatBacktest(backtest: Backtest): string {
  const { dataset, label, model, partitionBy } = backtest
  const rows = dataset.rows.toLocaleString('en-US')
  const untimed =
    dataset.untimed === undefined ? '' : `; ${dataset.untimed} rows ${lack(backtest)} are left out`
  return [
    `Back-test of ${model} on ${dataset.name} (${rows} rows), label ${label}, by ${partitionBy}${untimed}`,
    ...backtest.metrics.map((metric) => tableOf(backtest, metric)),
    ...leaksOf(backtest),
    ...comparisonsOf(backtest),
    legendOf(backtest),
    `id ${backtest.id}`,
  ].join('\n\n')
}

/** A clean report is not worth a line for each check; what was not looked at stands in the document. */
function leaksOf({ leaks }: Backtest): readonly string[] {
  return leaks === undefined || leaks.findings.length === 0
    ? []
    : [leaks.findings.map(wordsOfFinding).join('\n')]
}

function lack({ plan, partitionBy }: Backtest): string {
  return typeof plan?.['partition'] === 'object' ? `without ${partitionBy}` : 'without a time'
}

function tableOf(backtest: Backtest, metric: Metric): string {
  const better = metric.direction === 'lower' ? 'lower is better' : 'higher is better'
  const names = backtest.contenders.map(({ name }) => name)
  const header = [backtest.partitionBy, 'rows', ...names]
  const rows = backtest.partitions.map((partition) => {
    const best = bestOf(partition, metric.name, metric.direction, backtest.contenders)
    const cells = names.map((name) => cellOf(partition, name, metric, best.has(name)))
    const count = partition.rows.toLocaleString('en-US')
    const without = partition.unlabelled.toLocaleString('en-US')
    const lacking = partition.unlabelled > 0 ? ` (${without} unlabelled)` : ''
    return [partition.partition, `${count}${lacking}`, ...cells]
  })
  const table = [header, ...rows, ...commonRows(backtest, metric, names)]
  return `${metric.title} (${better})\n${inColumns(table)}`
}

/** Over all rows that count, and by slice. */
function commonRows(backtest: Backtest, metric: Metric, names: readonly string[]): Cells[] {
  const { common } = backtest
  if (common === undefined || common.partitions.length === 0) return []
  const rowOf = (name: string, rows: number, results: SliceResult['results']): Cells => {
    const all = Object.entries(results).map(([contender, metrics]) => {
      return [contender, { counted: { kind: 'evidence' as const }, metrics }] as const
    })
    const group = { results: Object.fromEntries(all) }
    const best = bestOf(group, metric.name, metric.direction, backtest.contenders)
    const cells = names.map((one) => cellOf(group, one, metric, best.has(one)))
    return [name, rows.toLocaleString('en-US'), ...cells]
  }
  const columns = [...new Set(common.slices.map(({ by }) => by))]
  return [
    rowOf('all that count', common.rows, common.results),
    ...columns.flatMap((column) =>
      common.slices
        .filter(({ by }) => by === column)
        .toSorted((a, b) => b.rows - a.rows)
        .slice(0, mostSlices)
        .map(({ by, slice, rows, results }) => rowOf(`${by}=${slice}`, rows, results)),
    ),
  ]
}

function cellOf(
  { results }: Pick<PartitionResult, 'results'>,
  name: string,
  metric: Metric,
  isBest: boolean,
): string {
  const result = results[name]
  const value = result?.metrics[metric.name]
  if (result === undefined || value === undefined) return ''
  const text = textOf(value)
  switch (result.counted.kind) {
    case 'trained-on':
      return `(${text} trained on)`
    case 'training-unknown':
      return `(${text} training unknown)`
    case 'no-answer':
      return '-'
    case 'evidence':
      return isBest ? `${text} *` : text
  }
}

function textOf(value: MetricValue): string {
  if (value.kind === 'undefined') return '-'
  const { low, high } = value
  if (low === undefined || high === undefined) return digits(value.value)
  return `${digits(value.value)} ±${digits(Math.max(high - value.value, value.value - low))}`
}

/** Four digits after the point for shares and losses; five significant ones for larger numbers. */
function digits(value: number): string {
  if (Math.abs(value) < 10) return value.toFixed(4)
  return Number(value.toPrecision(5)).toLocaleString('en-US', { maximumSignificantDigits: 5 })
}

/** What is said of each pair by the first metric. */
function comparisonsOf({ comparisons = [], metrics, leaks }: Backtest): readonly string[] {
  const [first] = metrics
  const told = comparisons.filter(({ metric, rows }) => metric === first?.name && rows > 0)
  if (first === undefined || told.length === 0) return []
  const isLeaked = leaks?.findings.some(({ severity }) => severity === 'leak') === true
  const by = `By ${inSentence(first.title)}${isLeaked ? ', which is no evidence as there is a leak' : ''}:`
  return [[by, ...told.map(({ says }) => `- ${says}`)].join('\n')]
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
