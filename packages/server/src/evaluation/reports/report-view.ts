import type { Backtest, Contender, MetricValue } from '@ratchet-ml/protocol'

export type ReportMetric = Backtest['metrics'][number]

/** More colours than these cannot be told apart. */
const mostJudged = 6
const mostBaselines = 3

/** A back-test with what its report shows of it chosen once, so that colours are the same throughout. */
export interface ReportView {
  readonly backtest: Backtest
  /** Versions, recipes and baselines that are shown, in the order of the document. */
  readonly shown: readonly Contender[]
  /** How many contenders are not. */
  readonly hidden: number
  /** The metric that the answer is given by. */
  readonly chief: ReportMetric | undefined
}

/** Of many contenders those that are best by the first metric over the rows that count for all. */
export function viewOf(backtest: Backtest): ReportView {
  const [chief] = backtest.metrics
  const judged = backtest.contenders.filter(({ kind }) => kind !== 'baseline')
  const baselines = backtest.contenders.filter(({ kind }) => kind === 'baseline')
  const kept = new Set([
    ...best(judged, backtest, chief).slice(0, mostJudged),
    ...best(baselines, backtest, chief).slice(0, mostBaselines),
  ])
  const shown = backtest.contenders.filter((contender) => kept.has(contender))
  return { backtest, shown, hidden: backtest.contenders.length - shown.length, chief }
}

/** A contender's place among the versions and recipes that are shown: its colour and shape. */
export function seriesOf({ shown }: ReportView, contender: Contender): number {
  return shown.filter(({ kind }) => kind !== 'baseline').indexOf(contender)
}

/** A contender's metric over the rows that count for all. */
export function commonMetric(
  { common }: Backtest,
  contender: string,
  metric: string,
): MetricValue | undefined {
  return common?.results[contender]?.[metric]
}

/** Best first; what has no value last; ties in the order of the document. */
function best(
  contenders: readonly Contender[],
  backtest: Backtest,
  metric: ReportMetric | undefined,
): readonly Contender[] {
  const sign = metric?.direction === 'higher' ? -1 : 1
  const keyOf = ({ name }: Contender) => {
    const value = metric && commonMetric(backtest, name, metric.name)
    return value?.kind === 'value' ? sign * value.value : Number.MAX_VALUE
  }
  return contenders
    .map((contender) => ({ contender, key: keyOf(contender) }))
    .sort((a, b) => a.key - b.key)
    .map(({ contender }) => contender)
}
