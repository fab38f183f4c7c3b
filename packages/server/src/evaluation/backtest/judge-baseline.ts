import type { MetricValue } from '@ratchet-ml/protocol'
import type { LabelledBatch, Metric } from '@ratchet-ml/stats'
import { toMetricValue } from '../metric-value.ts'
import type { BaselinePrediction, LabelSummary } from './types.ts'

const blockRows = 65_536

/**
 * The metrics of one prediction that is said of every row of a partition. The labels of
 * classification are taken class by class, which no metric minds: every row has the same score.
 */
export function judgeBaseline(
  prediction: BaselinePrediction,
  labels: LabelSummary,
  metrics: readonly Metric[],
  level: number,
): Readonly<Record<string, MetricValue>> {
  const found = metrics.map((metric): [string, MetricValue] => {
    if (prediction.kind === 'none') return [metric.name, undefinedAs(sentence(prediction.because))]
    if (prediction.kind === 'class' && metric.needs === 'probability') {
      return [metric.name, undefinedAs('It names a class only, and gives no probability.')]
    }
    const accumulator = metric.create()
    for (const block of blocksOf(labels)) accumulator.add(toBatch(prediction, metric, block))
    return [metric.name, toMetricValue(accumulator.result(level))]
  })
  return Object.fromEntries(found)
}

function* blocksOf({ classCounts, values }: LabelSummary): Generator<Float64Array> {
  for (const [label, count] of classCounts.entries()) {
    for (let done = 0; done < count; done += blockRows) {
      yield new Float64Array(Math.min(blockRows, count - done)).fill(label)
    }
  }
  for (let done = 0; done < values.length; done += blockRows) {
    yield values.subarray(done, done + blockRows)
  }
}

function toBatch(
  prediction: Exclude<BaselinePrediction, { kind: 'none' }>,
  { needs }: Metric,
  labels: Float64Array,
): LabelledBatch {
  if (prediction.kind === 'value') {
    return { labels, predictions: new Float64Array(labels.length).fill(prediction.value) }
  }
  if (prediction.kind === 'class') {
    return { labels, predictions: new Float64Array(labels.length).fill(prediction.label) }
  }
  const { probability } = prediction
  if (needs === 'label') {
    const label = probability.indexOf(Math.max(...probability))
    return { labels, predictions: new Float64Array(labels.length).fill(label) }
  }
  const classes = probability.length
  if (classes === 2) {
    return { labels, predictions: new Float64Array(labels.length).fill(probability[1] ?? 0) }
  }
  const predictions = new Float64Array(labels.length * classes)
  for (let i = 0; i < labels.length; i++) predictions.set(probability, i * classes)
  return { labels, predictions, classes }
}

function undefinedAs(reason: string): MetricValue {
  return { kind: 'undefined', reason, n: 0 }
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
