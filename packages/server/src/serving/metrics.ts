import { type MetricName, metricNames } from '@ratchet-ml/protocol'

/** One value of a metric, with its labels in the order that the table of metrics gives them. */
export interface Series {
  readonly labels: readonly string[]
  readonly value: number
}

/** Values by metric, as they stand now. */
export type Snapshot = Partial<Record<MetricName, readonly (Series | HistogramSeries)[]>>

export interface HistogramSeries {
  readonly labels: readonly string[]
  readonly histogram: Histogram
}

/** Upper bounds of the buckets of request durations, in seconds. */
const durationBounds = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10,
] as const

/** Counts of observations below fixed bounds. */
export class Histogram {
  readonly counts = new Float64Array(durationBounds.length + 1)
  sum = 0

  observe(seconds: number): void {
    let bucket = 0
    while (bucket < durationBounds.length && seconds > (durationBounds[bucket] ?? 0)) bucket++
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1
    this.sum += seconds
  }
}

/** The text format of Prometheus, version 0.0.4. */
export function toPrometheusText(snapshot: Snapshot): string {
  let text = ''
  for (const [name, metric] of Object.entries(metricNames)) {
    const series = snapshot[name as MetricName] // the keys of the table are the metric names
    if (series === undefined) continue
    text += `# HELP ${name} ${metric.help}\n# TYPE ${name} ${metric.type}\n`
    for (const one of series) text += lines(name, metric.labels, one)
  }
  return text
}

function lines(name: string, names: readonly string[], series: Series | HistogramSeries): string {
  const labels = names.map((label, i) => `${label}="${escapeLabel(series.labels[i] ?? '')}"`)
  if ('value' in series) return `${name}${braced(labels)} ${toText(series.value)}\n`
  return histogramLines(name, labels, series.histogram)
}

function histogramLines(name: string, labels: readonly string[], histogram: Histogram): string {
  let text = ''
  let total = 0
  for (const [i, bound] of [...durationBounds, Number.POSITIVE_INFINITY].entries()) {
    total += histogram.counts[i] ?? 0
    text += `${name}_bucket${braced([...labels, `le="${toText(bound)}"`])} ${total}\n`
  }
  return `${text}${name}_sum${braced(labels)} ${toText(histogram.sum)}\n${name}_count${braced(labels)} ${total}\n`
}

function braced(labels: readonly string[]): string {
  return labels.length === 0 ? '' : `{${labels.join(',')}}`
}

function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}

function toText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf'
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value)
}
