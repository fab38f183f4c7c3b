import type { Comparison, PartitionResult } from '@ratchet-ml/protocol'
import {
  type ComparedMetric,
  choosePairs,
  comparePartitions,
  type PartitionLosses,
} from '../compare/index.ts'
import type { PlannedContender } from '../contenders/types.ts'
import type { GatheredLosses } from '../judge/losses/partition-losses.ts'
import type { BacktestPlan } from '../plan/backtest-plan.ts'
import type { ComparableMetric } from '../plan/choose-metrics.ts'

/** Whether contenders are really better than each other, from what they lost in each partition. */
export function toComparisons(
  { level, seed, incumbent, partition, own }: BacktestPlan,
  contenders: readonly PlannedContender[],
  metrics: readonly ComparableMetric[],
  partitions: readonly PartitionResult[],
  losses: readonly GatheredLosses[],
): readonly Comparison[] {
  const pairs = choosePairs(contenders, incumbent)
  const options = { level, seed, isTimed: typeof partition === 'string' }
  const told = partitions.map((partition, i) => toLosses(partition, losses[i]))
  const compared = metrics.map((metric) => toCompared(metric, own?.[metric.name]?.sum === true))
  return comparePartitions(told, pairs, compared, options)
}

function toLosses(
  { partition, results }: PartitionResult,
  losses: GatheredLosses | undefined,
): PartitionLosses {
  if (losses === undefined) throw new TypeError(`the losses of ${partition} were not gathered`)
  const entries = Object.entries(results)
  return {
    ...losses,
    partition,
    counted: Object.fromEntries(entries.map(([name, { counted }]) => [name, counted])),
    metrics: Object.fromEntries(entries.map(([name, { metrics }]) => [name, metrics])),
  }
}

function toCompared(
  { name, title, direction, byRow }: ComparableMetric,
  isSum: boolean,
): ComparedMetric {
  const isAccuracy = name === 'accuracy'
  return { name, title, direction, isAccuracy, isSum, ...(byRow && { toValue: byRow.toValue }) }
}
