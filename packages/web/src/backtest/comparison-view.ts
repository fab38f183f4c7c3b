import type { DifferenceForest, DifferenceRow } from '@ratchet-ml/figures'
import type { Backtest, Comparison, Difference } from '@ratchet-ml/protocol'
import type { MetricView } from './partition-view.ts'

/** The comparisons by a metric; those with baselines, which are easier to win, stand behind. */
export function comparisonsBy(
  { comparisons = [], contenders }: Backtest,
  metric: MetricView,
): readonly Comparison[] {
  const baselines = new Set(
    contenders.filter(({ kind }) => kind === 'baseline').map(({ name }) => name),
  )
  const found = comparisons.filter((one) => one.metric === metric.name)
  return [
    ...found.filter(({ reference }) => !baselines.has(reference)),
    ...found.filter(({ reference }) => baselines.has(reference)),
  ]
}

/** Every comparison by a metric in one figure. */
export function toForest(comparisons: readonly Comparison[], metric: MetricView): DifferenceForest {
  return {
    title: `${metric.title}: differences`,
    metric,
    level: comparisons[0]?.level ?? 0.95,
    rows: comparisons.map(
      ({ candidate, reference, difference, verdict }): DifferenceRow => ({
        label: `${shortName(candidate)} − ${shortName(reference)}`,
        kind: 'part',
        difference: toValue(difference),
        verdict,
      }),
    ),
  }
}

/** A figure has little room for names, and what they end with tells them apart. */
function shortName(contender: string): string {
  return contender.replace(/^(baseline|recipe):/, '')
}

function toValue(difference: Difference): DifferenceRow['difference'] {
  if (difference.kind === 'undefined') return { kind: 'undefined', reason: difference.reason }
  const { value, low, high } = difference
  return { kind: 'value', value, low, high }
}
