import type { Difference } from '@ratchet-ml/protocol'
import { blockDifference } from './block-difference.ts'
import { gatherBlocks, type PairedBlocks } from './gather-blocks.ts'
import type { ComparedMetric, GroupLosses, Pair, PartitionLosses } from './types.ts'

/** What is compared: a metric that follows from the rows, on all of them or on a slice. */
export interface GroupQuestion {
  readonly pair: Pair
  readonly metric: Pick<ComparedMetric, 'name'> & { readonly toValue: (mean: number) => number }
  /** All rows of a partition, or those of a slice. */
  readonly groupOf: (partition: PartitionLosses) => GroupLosses | undefined
  readonly level: number
  /** Partitions follow each other in time. */
  readonly isTimed: boolean
}

/** A difference and the blocks that it was found in. */
export interface GroupDifference {
  readonly difference: Difference
  readonly blocks: PairedBlocks
}

/**
 * The difference of a pair with the wider of two intervals: over blocks, which are many, and over whole
 * partitions of time, whose rows may have something in common that neighbouring blocks do not show, such
 * as a model that was trained for them alone. `undefined` where a contender has no sums of the metric.
 */
export function groupDifference(
  partitions: readonly PartitionLosses[],
  { pair, metric, groupOf, level, isTimed }: GroupQuestion,
): GroupDifference | undefined {
  const blocks = gatherBlocks(partitions, pair, metric.name, groupOf)
  if (blocks === undefined) return undefined
  const byBlocks = blockDifference(blocks, metric.toValue, level)
  const whole = isTimed
    ? gatherBlocks(partitions, pair, metric.name, groupOf, (_, index) => index)
    : undefined
  if (whole === undefined) return { difference: byBlocks, blocks }
  const byPartition = blockDifference({ ...whole, isOrdered: false }, metric.toValue, level)
  if (widthOf(byPartition) <= widthOf(byBlocks)) return { difference: byBlocks, blocks }
  const named = byPartition.kind === 'value' && { method: 'partition-jackknife' }
  return { difference: { ...byPartition, ...named }, blocks }
}

/** Without an interval, nothing. */
function widthOf(difference: Difference): number {
  if (difference.kind === 'undefined') return 0
  return (difference.high ?? 0) - (difference.low ?? 0)
}
