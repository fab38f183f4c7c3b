import type { Difference } from '@ratchet-ml/protocol'
import { serialMeanInterval } from '@ratchet-ml/stats'
import { fewestBlocks } from './block-difference.ts'
import type { Pair, PartitionLosses } from './types.ts'

/** The difference of a pair in one partition. */
export interface PartitionDifference {
  readonly partition: string
  readonly difference: Difference
}

/** Candidate less reference by the metric's values, partition by partition; without intervals. */
export function valueDifferences(
  partitions: readonly PartitionLosses[],
  { candidate, reference }: Pair,
  metric: string,
): readonly PartitionDifference[] {
  return partitions.map(({ partition, metrics }) => {
    const [a, b] = [metrics[candidate]?.[metric], metrics[reference]?.[metric]]
    const n = Math.min(a?.n ?? 0, b?.n ?? 0)
    const lacking = [a, b].find((one) => one?.kind !== 'value')
    if (a?.kind === 'value' && b?.kind === 'value') {
      return { partition, difference: { kind: 'value', value: a.value - b.value, n } }
    }
    const reason = lacking?.kind === 'undefined' ? lacking.reason : 'It was not measured.'
    return { partition, difference: { kind: 'undefined', reason, n } }
  })
}

/**
 * The mean of the differences of the partitions with Student's interval over them, for metrics that do
 * not follow from the rows one by one.
 */
export function meanDifference(
  differences: readonly PartitionDifference[],
  isOrdered: boolean,
  level: number,
): Difference {
  const found = differences.flatMap(({ difference }) =>
    difference.kind === 'value' ? [difference] : [],
  )
  const n = found.reduce((sum, one) => sum + one.n, 0)
  if (found.length === 0) {
    const [first] = differences
    const why = first?.difference.kind === 'undefined' ? first.difference.reason : ''
    return { kind: 'undefined', reason: `No partition has a value of both. ${why}`.trim(), n }
  }
  const values = Float64Array.from(found, ({ value }) => value)
  const value = values.reduce((sum, one) => sum + one, 0) / values.length
  const interval =
    values.length < fewestBlocks ? undefined : serialMeanInterval(values, isOrdered, level)
  if (interval === undefined) return { kind: 'value', value, n }
  const { low, high } = interval
  return { kind: 'value', value, low, high, method: 'partitions-t', n }
}
