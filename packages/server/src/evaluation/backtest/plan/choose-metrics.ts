import { findNearestName } from '@ratchet-ml/scoring'
import { findMetric, type Metric, metrics } from '@ratchet-ml/stats'
import { Problem } from '../../../platform/problem.ts'
import type { JudgedTask } from '../../types.ts'
import { defaultMetrics } from '../policy.ts'

/** A metric by which contenders are better or worse. */
export type ComparableMetric = Metric & { readonly direction: 'higher' | 'lower' }

/**
 * The metrics of these names; those that suit the task when absent.
 *
 * @param own those that the model declares
 * @throws Problem `usage` for one that there is not, that is of another task, or that compares nothing
 */
export function chooseMetrics(
  names: readonly string[] | undefined,
  task: JudgedTask,
  own: readonly Metric[] = [],
): readonly ComparableMetric[] {
  const asked = [...new Set(names ?? defaultMetrics[task])]
  if (asked.length === 0) {
    throw new Problem('usage', `There is no metric for the task ${task} yet.`)
  }
  return asked.map((name) => toComparable(chooseOne(name, task, own), task))
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
  const { name, columns, needs, direction } = metric
  const lacking = needs === 'interval' ? ['interval predictions'] : columns
  if (lacking.length > 0) {
    const detail = `The metric ${name} needs ${lacking.join(' and ')}, which a back-test lacks.`
    throw new Problem('usage', detail)
  }
  if (direction !== 'none') return { ...metric, direction }
  const detail = `The metric ${name} has no better or worse, so it compares nothing.`
  throw new Problem('usage', detail, { hint: `Metrics of this task: ${listed(task)}.` })
}

function listed(task: JudgedTask): string {
  return metrics
    .filter(({ tasks, direction, columns }) => {
      return tasks.some((known) => known === task) && direction !== 'none' && columns.length === 0
    })
    .map(({ name }) => name)
    .join(', ')
}
