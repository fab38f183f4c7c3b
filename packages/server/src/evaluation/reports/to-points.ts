import type { IntervalPoint } from '@ratchet-ml/figures'
import type { MetricValue, PartitionResult } from '@ratchet-ml/protocol'
import { uncountedReason } from '@ratchet-ml/protocol'
import { cut } from './words.ts'

/** A metric of a contender on a partition, as figures take it. */
export function partitionPoint(
  result: PartitionResult['results'][string] | undefined,
  metric: string,
): IntervalPoint | undefined {
  const value = result?.metrics[metric]
  if (result === undefined || value === undefined) return undefined
  const because = uncountedReason(result.counted)
  const counted = because === undefined
  return { ...toPoint(value), counted, because: counted ? undefined : cut(because, 60) }
}

/** A metric over rows that count. */
export function toPoint(value: MetricValue): IntervalPoint {
  if (value.kind === 'undefined') {
    return { kind: 'undefined', reason: cut(value.reason, 120), counted: true }
  }
  const { value: number, low, high } = value
  return { kind: 'value', value: number, low, high, counted: true }
}
