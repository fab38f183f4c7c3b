import type { MetricValue } from '@ratchet-ml/protocol'
import type { Task } from '@ratchet-ml/scoring'
import type { Estimate, Metric } from '@ratchet-ml/stats'

/** Whether something that is declared for some tasks fits a task. */
export function fits({ tasks }: Pick<Metric, 'tasks'>, task: Task): boolean {
  return tasks.some((known) => known === task)
}

/** What a metric reads that no back-test has; which rows are of one query is what its clusters say. */
export function lackingInBacktest({
  needs,
  columns,
}: Pick<Metric, 'needs' | 'columns'>): readonly string[] {
  if (needs === 'interval') return ['interval predictions']
  return columns.filter((column) => column !== 'groups')
}

/** Below this many rows a partition says nothing about a contender, whatever its interval. */
const fewestRows = 30

/** A metric's result as it is written; what is no finite number, or rests on too few rows, is undefined. */
export function toMetricValue(estimate: Estimate): MetricValue {
  const { n } = estimate
  if (n > 0 && n < fewestRows) {
    return { kind: 'undefined', reason: `Only ${n} rows; at least ${fewestRows} are needed.`, n }
  }
  if (estimate.kind === 'undefined') return { kind: 'undefined', reason: estimate.detail, n }
  const { value, interval, support } = estimate
  if (!Number.isFinite(value)) return { kind: 'undefined', reason: `The value is ${value}.`, n }
  return interval === undefined
    ? { kind: 'value', value, n }
    : { kind: 'value', value, ...interval, n, ...(support !== n && { support }) }
}
