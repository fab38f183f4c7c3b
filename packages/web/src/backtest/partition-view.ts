import type { Backtest, Contender, MetricValue, PartitionResult } from '@ratchet-ml/protocol'
import { uncountedReason } from '@ratchet-ml/protocol'

export interface MetricView {
  readonly name: string
  readonly title: string
  readonly direction: 'higher' | 'lower'
}

/** The metric that the URL names, else the first of the back-test. */
export function chosenMetric(backtest: Backtest, name: string | null): MetricView | undefined {
  return backtest.metrics.find((metric) => metric.name === name) ?? backtest.metrics[0]
}

/** What a contender did on one partition, or over all that count. */
export interface ContenderCell {
  readonly contender: string
  readonly kind: Contender['kind']
  /** `undefined` where the back-test holds nothing. */
  readonly metric: MetricValue | undefined
  /** Why the rows are no evidence about it; `undefined` where they are. */
  readonly uncounted: string | undefined
  /** Whether it answers at all there. */
  readonly answers: boolean
  /** Of a recipe: what the model that answers there was trained on. */
  readonly trainedOn: Contender['trainedOn']
}

export function cellsOf(
  backtest: Backtest,
  partition: PartitionResult,
  metric: MetricView,
): readonly ContenderCell[] {
  return backtest.contenders.map(({ name, kind }) => {
    const result = partition.results[name]
    return {
      contender: name,
      kind,
      metric: result?.metrics[metric.name],
      uncounted: result && uncountedReason(result.counted),
      answers: result?.counted.kind !== 'no-answer',
      trainedOn: result?.trainedOn,
    }
  })
}

/** Every contender over the rows that count for all versions and recipes; none where no rows do. */
export function commonCells(backtest: Backtest, metric: MetricView): readonly ContenderCell[] {
  const { common, contenders } = backtest
  if (common === undefined || common.partitions.length === 0) return []
  return contenders.map(({ name, kind }) => ({
    contender: name,
    kind,
    metric: common.results[name]?.[metric.name],
    uncounted: undefined,
    answers: true,
    trainedOn: undefined,
  }))
}

/**
 * The contenders with the best value among those that count; more than one where they tie.
 *
 * None where fewer than two count or no version does: there is nothing to be better than.
 */
export function findBest(
  cells: readonly ContenderCell[],
  direction: MetricView['direction'],
): ReadonlySet<string> {
  const values = cells.flatMap(({ contender, kind, metric, uncounted }) =>
    uncounted === undefined && metric?.kind === 'value' && Number.isFinite(metric.value)
      ? [{ contender, kind, value: metric.value }]
      : [],
  )
  if (values.length < 2 || values.every(({ kind }) => kind === 'baseline')) return new Set()
  const numbers = values.map(({ value }) => value)
  const best = direction === 'higher' ? Math.max(...numbers) : Math.min(...numbers)
  return new Set(values.filter(({ value }) => value === best).map(({ contender }) => contender))
}
