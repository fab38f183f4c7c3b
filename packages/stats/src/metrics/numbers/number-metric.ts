import type { MetricDescription } from '../types.ts'

/**
 * What is said of a metric that somebody declared over a number of each row, such as revenue. It reads
 * no labels: what happened is in the numbers.
 */
export type NumberMetricOptions = {
  readonly name: string
  readonly title: string
  readonly direction: 'higher' | 'lower'
  /** How the numbers are made, in words or as an expression. */
  readonly formula: string
}

/** What all of them have in common. */
export function describeNumbers({
  name,
  title,
  direction,
  formula,
}: NumberMetricOptions): Pick<
  MetricDescription,
  'name' | 'title' | 'direction' | 'formula' | 'tasks' | 'range'
> {
  const tasks = ['binary', 'multiclass', 'regression', 'forecasting', 'ranking', 'anomaly'] as const
  return { name, title, direction, formula, tasks, range: 'any number' }
}
