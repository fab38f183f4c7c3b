import { findMetric, metricFamilies } from '@ratchet-ml/stats'
import { Problem } from '../../platform/problem.ts'

/**
 * Whether the metrics that a model declares can be told from all others by their names.
 *
 * @param reserved names that mean something else where these are named, such as `latency-p99`
 * @throws Problem `config-invalid` for one that is taken
 */
export function checkMetricNames(
  names: readonly string[],
  reserved: ReadonlySet<string> = new Set(),
): void {
  for (const name of names) {
    const isFamily = metricFamilies.some((family) => family.name === name)
    const isTaken = isFamily || findMetric(name) !== undefined || reserved.has(name)
    if (!isTaken) continue
    const detail = `The model declares a metric ${name}; there is one of this name already.`
    throw new Problem('config-invalid', detail, {
      hint: 'Give it another name in ratchet.yaml; docs/reference/model-metrics.md has those taken.',
    })
  }
}
