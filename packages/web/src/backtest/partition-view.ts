import type {
  Backtest,
  Contender,
  Counted,
  MetricValue,
  PartitionResult,
} from '@ratchet-ml/protocol'

export interface MetricView {
  readonly name: string
  readonly title: string
  readonly direction: 'higher' | 'lower'
}

/** The metric that the URL names, else the first of the back-test. */
export function chosenMetric(backtest: Backtest, name: string | null): MetricView | undefined {
  return backtest.metrics.find((metric) => metric.name === name) ?? backtest.metrics[0]
}

/** What a contender did on one partition. */
export interface ContenderCell {
  readonly contender: string
  readonly kind: Contender['kind']
  /** `undefined` where the back-test holds nothing. */
  readonly metric: MetricValue | undefined
  readonly counted: boolean
  /** Why its rows do not count, where they do not. */
  readonly because?: string
}

export function cellsOf(
  backtest: Backtest,
  partition: PartitionResult,
  metric: MetricView,
): readonly ContenderCell[] {
  return backtest.contenders.map(({ name, kind }) => {
    const result = partition.results[name]
    const counted = result === undefined || result.counted.kind === 'evidence'
    const because = reasonOf(result?.counted)
    return {
      ...{ contender: name, kind, metric: result?.metrics[metric.name], counted },
      ...(because !== undefined && { because }),
    }
  })
}

/** What every contender did over all rows that count for every version and recipe. */
export function commonCells(backtest: Backtest, metric: MetricView): readonly ContenderCell[] {
  return backtest.contenders.map(({ name, kind }) => ({
    ...{ contender: name, kind, counted: true },
    metric: backtest.common?.results[name]?.[metric.name],
  }))
}

function reasonOf(counted: Counted | undefined): string | undefined {
  switch (counted?.kind) {
    case 'trained-on':
      return 'trained on, not counted'
    case 'training-unknown':
      return 'training unknown, not counted'
    case 'no-answer':
      return `no answer: ${counted.because}`
    default:
      return undefined
  }
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
  const values = cells.flatMap(({ contender, kind, metric, counted }) =>
    counted && metric?.kind === 'value' && Number.isFinite(metric.value)
      ? [{ contender, kind, value: metric.value }]
      : [],
  )
  if (values.length < 2 || values.every(({ kind }) => kind === 'baseline')) return new Set()
  const numbers = values.map(({ value }) => value)
  const best = direction === 'higher' ? Math.max(...numbers) : Math.min(...numbers)
  return new Set(values.filter(({ value }) => value === best).map(({ contender }) => contender))
}
