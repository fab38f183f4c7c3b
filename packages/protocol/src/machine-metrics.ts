/** Metrics of the machine that answers, not of the answers. */
export const machineMetrics = [
  'latency-p50',
  'latency-p95',
  'latency-p99',
  'throughput',
  'memory',
  'size',
] as const
export type MachineMetric = (typeof machineMetrics)[number]

/** Whether a requirement's metric is about the machine and not about the answers. */
export function isMachineMetric(metric: string): metric is MachineMetric {
  return machineMetrics.some((known) => known === metric)
}

/** Units of the metrics of the machine. */
export const machineUnits: Readonly<Record<MachineMetric, string>> = {
  'latency-p50': 'ms',
  'latency-p95': 'ms',
  'latency-p99': 'ms',
  throughput: 'rows/s',
  memory: 'MB',
  size: 'MB',
}
