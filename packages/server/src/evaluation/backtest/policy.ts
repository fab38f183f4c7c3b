import type { Contender, PartitionResult } from '@ratchet-ml/protocol'
import type { JudgedTask } from '../types.ts'

/** The metrics that are computed when none are named. */
export const defaultMetrics: Readonly<Record<JudgedTask, readonly string[]>> = {
  binary: ['log-loss', 'auc', 'brier', 'accuracy'],
  multiclass: ['log-loss', 'accuracy'],
  regression: ['rmse', 'mae'],
  ranking: ['ndcg', 'map'],
}

/**
 * The contenders whose value is best among those that count as evidence; several when equal. Empty
 * when fewer than two have a value, or baselines alone.
 */
export function bestOf(
  { results }: Pick<PartitionResult, 'results'>,
  metric: string,
  direction: 'higher' | 'lower',
  contenders: readonly Pick<Contender, 'name' | 'kind'>[],
): ReadonlySet<string> {
  const kinds = new Map(contenders.map(({ name, kind }) => [name, kind]))
  const values = new Map<string, number>()
  for (const [name, { counted, metrics }] of Object.entries(results)) {
    const found = metrics[metric]
    if (counted.kind === 'evidence' && found?.kind === 'value') values.set(name, found.value)
  }
  const naive = [...values.keys()].every((name) => kinds.get(name) === 'baseline')
  if (values.size < 2 || naive) return new Set()
  const best = direction === 'higher' ? Math.max(...values.values()) : Math.min(...values.values())
  return new Set([...values].filter(([, value]) => value === best).map(([name]) => name))
}
