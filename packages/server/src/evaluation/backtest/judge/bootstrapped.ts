import {
  type ClusterBootstrap,
  type ClusterBootstrapState,
  createClusterBootstrap,
  type Estimate,
  type EvaluationBatch,
  type Metric,
  type RowNames,
} from '@ratchet-ml/stats'

/** Each of the repetitions computes the metric over so many rows at most. */
const mostRows = 4096
const repetitions = 200

/** Of how many clusters a bootstrap is believed: below, its intervals are too short. */
const fewestClusters = 20

/** Whether a metric has no interval but one that is drawn. */
export function isBootstrapped({ interval }: Pick<Metric, 'interval'>): boolean {
  return interval.kind === 'bootstrap'
}

/** Draws intervals for the metrics of one contender that have none of their own. */
export class BootstrappedMetrics {
  readonly #metrics: readonly { readonly metric: Metric; readonly bootstrap: ClusterBootstrap }[]

  /** @param seed any whole number of at least 0 */
  constructor(metrics: readonly Metric[], seed: number) {
    const options = { seed: seed % 4294967296, repetitions, mostRows }
    this.#metrics = metrics
      .filter(isBootstrapped)
      .map((metric) => ({ metric, bootstrap: createClusterBootstrap(metric, options) }))
  }

  add(batch: EvaluationBatch, names: RowNames): void {
    for (const { metric, bootstrap } of this.#metrics) {
      const predictions = batch.predictions[metric.needs]
      if (predictions !== undefined) bootstrap.add({ ...batch, predictions }, names)
    }
  }

  /** What was kept of the rows; merged in the order of the partitions it gives the same bits. */
  states(): readonly ClusterBootstrapState[] {
    return this.#metrics.map(({ bootstrap }) => bootstrap.state())
  }

  merge(states: readonly ClusterBootstrapState[]): void {
    for (const state of states) {
      this.#metrics.find(({ metric }) => metric.name === state.metric)?.bootstrap.merge(state)
    }
  }

  /** An estimate with the interval that is drawn, where the rows hang together in clusters enough. */
  completed(metric: Metric, estimate: Estimate, level: number): Estimate {
    const bootstrap = this.#metrics.find((one) => one.metric === metric)?.bootstrap
    if (bootstrap === undefined || estimate.kind === 'undefined') return estimate
    if (new Set(bootstrap.state().columns['cluster']).size < fewestClusters) return estimate
    const interval = bootstrap.interval(estimate.value, level)
    return interval === undefined ? estimate : { ...estimate, interval }
  }
}
