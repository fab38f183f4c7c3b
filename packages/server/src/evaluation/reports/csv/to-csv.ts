import type { Backtest, Counted, MetricValue } from '@ratchet-ml/protocol'
import { uncountedReason } from '@ratchet-ml/protocol'
import { undefinedReason } from '../words.ts'
import { lineOf, safeText } from './csv-line.ts'

const columns = [
  ...['partition', 'slice', 'contender', 'metric', 'value', 'low', 'high', 'level', 'n'],
  ...['counted', 'reason'],
]

/**
 * A back-test as CSV (RFC 4180), a line for every value: of each partition, then over the rows that
 * count for all (without partition), then of each slice of these. The same document gives the same bytes.
 */
export function toCsv(backtest: Backtest): string {
  return [...csvPieces(backtest)].join('')
}

/** The same in pieces, for documents of millions of values. */
export function* csvPieces(backtest: Backtest): Generator<string> {
  yield lineOf(columns)
  for (const { partition, results } of backtest.partitions) {
    let piece = ''
    for (const { name } of backtest.contenders) {
      const result = results[name]
      if (result === undefined) continue
      const { counted, metrics } = result
      piece += linesOf(backtest, { partition, slice: '', contender: name, metrics, counted })
    }
    yield piece
  }
  const groups = [
    { slice: '', results: backtest.common?.results ?? {} },
    ...(backtest.common?.slices ?? []).map(({ by, slice, results }) => ({
      slice: `${by}=${slice}`,
      results,
    })),
  ]
  for (const { slice, results } of groups) {
    let piece = ''
    for (const { name } of backtest.contenders) {
      const metrics = results[name]
      if (metrics === undefined) continue
      const counted: Counted = { kind: 'evidence' }
      piece += linesOf(backtest, { partition: '', slice, contender: name, metrics, counted })
    }
    yield piece
  }
}

interface Group {
  readonly partition: string
  readonly slice: string
  readonly contender: string
  readonly metrics: Readonly<Record<string, MetricValue>>
  readonly counted: Counted
}

/** Metrics in the order of the document, whatever the order of the keys. */
function linesOf({ metrics: order, level }: Backtest, group: Group): string {
  const { partition, slice, contender, metrics, counted } = group
  let lines = ''
  for (const { name } of order) {
    const metric = metrics[name]
    if (metric === undefined) continue
    const numbers =
      metric.kind === 'value'
        ? [metric.value, metric.low, metric.high, metric.level ?? level, metric.n]
        : [undefined, undefined, undefined, undefined, metric.n]
    const reasons = [
      ...[undefinedReason(metric, counted)].filter((reason) => reason !== undefined),
      ...(counted.kind === 'evidence' ? [] : [uncountedReason(counted) ?? '']),
    ]
    lines += lineOf([
      ...[partition, slice, contender, name].map(safeText),
      ...numbers.map((number) => (number === undefined ? '' : String(number))),
      counted.kind,
      safeText(reasons.join('; ')),
    ])
  }
  return lines
}
