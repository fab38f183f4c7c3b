import { findNearestName } from '@ratchet-ml/scoring'
import { findMetric, type Metric, metrics } from '@ratchet-ml/stats'
import { Problem } from '../../../platform/problem.ts'
import { lackingInBacktest } from '../../metric-value.ts'
import type { JudgedTask } from '../../types.ts'
import { defaultMetrics } from '../policy.ts'

/** A metric by which contenders are better or worse. */
export type ComparableMetric = Metric & { readonly direction: 'higher' | 'lower' }

export interface MetricChoice {
  readonly task: JudgedTask
  /** Those that the model declares. */
  readonly own?: readonly Metric[]
  /** The column whose values are rows that hang together: of a ranking, the items of a query. */
  readonly cluster?: string | undefined
}

/**
 * The metrics of these names; those that suit the task when absent.
 *
 * @throws Problem `usage` for one that there is not, that is of another task, that compares nothing, or that
 * is of queries where nothing says which rows are of one
 */
export function chooseMetrics(
  names: readonly string[] | undefined,
  { task, own = [], cluster }: MetricChoice,
): readonly ComparableMetric[] {
  const asked = [...new Set(names ?? defaultMetrics[task])]
  return asked.map((name) => {
    const metric = toComparable(chooseOne(name, task, own), task)
    if (metric.columns.length > 0 && cluster === undefined) throw noQueries(name)
    return metric
  })
}

function chooseOne(name: string, task: JudgedTask, own: readonly Metric[]): Metric {
  const found = own.find((metric) => metric.name === name) ?? findMetric(name)
  if (found?.tasks.some((known) => known === task)) return found
  const nearest = findNearestName(
    name,
    [...own, ...metrics].map((metric) => metric.name),
  )
  const meant = found === undefined && nearest !== undefined ? `Did you mean ${nearest}? ` : ''
  const detail =
    found === undefined
      ? `There is no metric ${JSON.stringify(name)}.`
      : `The metric ${name} is for ${found.tasks.join(' and ')}; the model's task is ${task}.`
  throw new Problem('usage', detail, { hint: `${meant}For ${task} there are: ${listed(task)}.` })
}

/** Contenders answer every row by itself, with a label, probabilities or one value. */
function toComparable(metric: Metric, task: JudgedTask): ComparableMetric {
  const { name, direction } = metric
  const lacking = lackingInBacktest(metric)
  if (lacking.length > 0) {
    const detail = `The metric ${name} needs ${lacking.join(' and ')}, which a back-test lacks.`
    throw new Problem('usage', detail)
  }
  if (direction !== 'none') return { ...metric, direction }
  const detail = `The metric ${name} has no better or worse, so it compares nothing.`
  throw new Problem('usage', detail, { hint: `Metrics of this task: ${listed(task)}.` })
}

function noQueries(name: string): Problem {
  const detail = `The metric ${name} is of queries, and nothing says which rows are of one.`
  return new Problem('usage', detail, {
    hint: 'Name the column of the query with --cluster, or as `cluster` in ratchet.yaml.',
  })
}

function listed(task: JudgedTask): string {
  return metrics
    .filter((metric) => {
      const isOfTask = metric.tasks.some((known) => known === task)
      return isOfTask && metric.direction !== 'none' && lackingInBacktest(metric).length === 0
    })
    .map(({ name }) => name)
    .join(', ')
}
