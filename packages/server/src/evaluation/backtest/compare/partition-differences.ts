import type { Difference } from '@ratchet-ml/protocol'
import { serialMeanInterval } from '@ratchet-ml/stats'
import { fewestBlocks } from './block-difference.ts'
import type { Pair, PartitionLosses } from './types.ts'

/** The difference of a pair in one partition. */
export interface PartitionDifference {
  readonly partition: string
  readonly difference: Difference
  /** One of the two has a value there, and the other has none. */
  readonly isOneSided: boolean
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
    if (a?.kind === 'value' && b?.kind === 'value') {
      const difference = { kind: 'value', value: a.value - b.value, n } as const
      return { partition, difference, isOneSided: false }
    }
    const lacking = [a, b].find((one) => one?.kind !== 'value')
    const reason = lacking?.kind === 'undefined' ? lacking.reason : 'It was not measured.'
    const isOneSided = a?.kind === 'value' || b?.kind === 'value'
    return { partition, difference: { kind: 'undefined', reason, n }, isOneSided }
  })
}

/**
 * Why nothing can be said where only one of a pair has a value in some partition: to leave out what a
 * contender cannot answer would speak for it.
 */
export function findOneSided(differences: readonly PartitionDifference[]): Difference | undefined {
  const found = differences.filter(({ isOneSided }) => isOneSided)
  const [first] = found
  if (first?.difference.kind !== 'undefined') return undefined
  const count = `${found.length} of ${differences.length} partitions`
  const why = `${first.partition}: ${first.difference.reason}`
  const reason = `In ${count} only one of the two has a value (${why})`
  return { kind: 'undefined', reason, n: first.difference.n }
}

/**
 * The mean of the differences of the partitions with Student's interval over them, for metrics that do
 * not follow from the rows one by one. Partitions without a value are left out.
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
