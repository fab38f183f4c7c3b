import type { PartitionResult } from '@ratchet-ml/protocol'
import type { Task } from '@ratchet-ml/scoring'
import type { TimeSpan, VersionContender } from './types.ts'

export type Counted = PartitionResult['results'][string]['counted']

/** Rows of a time in which a contender was trained are no evidence about it. */
export function judgeEvidence(partition: TimeSpan, trainedOn: TimeSpan | undefined): Counted {
  const overlaps =
    trainedOn !== undefined && trainedOn.from < partition.until && partition.from < trainedOn.until
  return { kind: overlaps ? 'trained-on' : 'evidence' }
}

/** The metrics that are computed when none are named. */
export const defaultMetrics: Readonly<Record<Task, readonly string[]>> = {
  binary: ['log-loss', 'auc', 'brier', 'accuracy'],
  multiclass: ['log-loss', 'accuracy'],
  regression: ['rmse', 'mae'],
  ranking: [],
}

/** The baselines that stand in the table when none are named. */
export function defaultBaselines(
  task: Task,
  versions: readonly VersionContender[],
): readonly string[] {
  if (task === 'regression') return ['mean', 'last-value']
  return versions.some((version) => version.trainedOn !== undefined)
    ? ['prior', 'training-prior']
    : ['prior']
}

/**
 * The contenders whose value is best among those that count as evidence; several when equal. Empty
 * when fewer than two have a value.
 */
export function bestOf(
  { results }: Pick<PartitionResult, 'results'>,
  metric: string,
  direction: 'higher' | 'lower',
): ReadonlySet<string> {
  const values = new Map<string, number>()
  for (const [name, { counted, metrics }] of Object.entries(results)) {
    const found = metrics[metric]
    if (counted.kind === 'evidence' && found?.kind === 'value') values.set(name, found.value)
  }
  if (values.size < 2) return new Set()
  const best = direction === 'higher' ? Math.max(...values.values()) : Math.min(...values.values())
  return new Set([...values].filter(([, value]) => value === best).map(([name]) => name))
}
