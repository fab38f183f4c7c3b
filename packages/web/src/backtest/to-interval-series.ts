import type { IntervalPoint, IntervalSeries } from '@ratchet-ml/figures'
import type { Backtest } from '@ratchet-ml/protocol'
import { type ContenderCell, cellsOf, type MetricView } from './partition-view.ts'

/** One metric of a back-test, as the figure takes it. */
export function toIntervalSeries(backtest: Backtest, metric: MetricView): IntervalSeries {
  const byPartition = backtest.partitions.map((partition) => cellsOf(backtest, partition, metric))
  return {
    title: `${metric.title} by ${backtest.partitionBy}`,
    metric,
    level: backtest.level,
    partitions: backtest.partitions.map(({ partition }) => partition),
    contenders: backtest.contenders.map(({ name, kind }, index) => ({
      name,
      kind,
      points: byPartition.map((cells) => toPoint(cells[index])),
    })),
  }
}

function toPoint(cell: ContenderCell | undefined): IntervalPoint | undefined {
  if (cell?.metric === undefined) return undefined
  const { metric, uncounted: because } = cell
  const counted = because === undefined
  if (metric.kind === 'undefined') {
    return { kind: 'undefined', reason: metric.reason, counted, because }
  }
  const { value, low, high } = metric
  return { kind: 'value', value, low, high, counted, because }
}
