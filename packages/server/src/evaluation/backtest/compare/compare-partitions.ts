import type { Comparison, Difference } from '@ratchet-ml/protocol'
import { blockDifference } from './block-difference.ts'
import { gatherBlocks } from './gather-blocks.ts'
import { groupDifference } from './group-difference.ts'
import { bootstrapTest, forecastTest, mcnemarTest, partitionSignTest } from './paired-tests.ts'
import {
  findOneSided,
  meanDifference,
  type PartitionDifference,
  valueDifferences,
} from './partition-differences.ts'
import type { ComparedMetric, Pair, PartitionLosses } from './types.ts'
import { sentenceOf, verdictOf } from './words.ts'

export interface CompareOptions {
  /** Level of the intervals. */
  readonly level: number
  readonly seed: number
  /** Partitions follow each other in time; else they are values of a column. */
  readonly isTimed: boolean
}

/**
 * Whether candidates are really better than references: each pair by each metric, on the partitions that
 * count for both, row by row the same. Intervals are of the difference, by blocks of rows that hang
 * together; metrics that do not follow from rows one by one are compared over the partitions.
 *
 * @param partitions in order
 */
export function comparePartitions(
  partitions: readonly PartitionLosses[],
  pairs: readonly Pair[],
  metrics: readonly ComparedMetric[],
  options: CompareOptions,
): readonly Comparison[] {
  return pairs.flatMap((pair) => {
    const counting = partitions.filter(
      ({ counted }) =>
        counted[pair.candidate]?.kind === 'evidence' &&
        counted[pair.reference]?.kind === 'evidence',
    )
    return metrics.map((metric) => compare(counting, pair, metric, options))
  })
}

function compare(
  partitions: readonly PartitionLosses[],
  pair: Pair,
  metric: ComparedMetric,
  options: CompareOptions,
): Comparison {
  const { level } = options
  const byPartition = valueDifferences(partitions, pair, metric.name)
  const alone = findOneSided(byPartition)
  const whole = (alone === undefined && comparedByRows(partitions, pair, metric, options)) || {
    difference: alone ?? overPartitions(partitions, byPartition, metric, options),
    tests: [],
    worse: [],
  }
  const { difference, tests } = whole
  const rows = difference.n
  return {
    ...pair,
    metric: metric.name,
    level,
    verdict: verdictOf(difference, metric.direction),
    says: sentenceOf(pair, metric, difference, { level, partitions: partitions.length, rows }),
    rows,
    difference,
    tests: [
      ...tests,
      partitionSignTest(byPartition, metric.direction),
      ...mcnemarTest(partitions, pair, metric),
    ],
    byPartition: byPartition.map(({ partition, difference: own }, at) => ({
      partition,
      difference: withInterval(partitions[at], pair, metric, own, level),
    })),
    worse: whole.worse,
  }
}

type Whole = Pick<Comparison, 'difference' | 'tests' | 'worse'>

/** By blocks of rows, where the metric follows from the rows and both have sums of it. */
function comparedByRows(
  partitions: readonly PartitionLosses[],
  pair: Pair,
  { toValue, ...own }: ComparedMetric,
  options: CompareOptions,
): Whole | undefined {
  if (toValue === undefined) return undefined
  const metric = { ...own, toValue }
  const groupOf = ({ overall }: PartitionLosses) => overall
  const found = groupDifference(partitions, { pair, metric, groupOf, ...options })
  if (found === undefined) return undefined
  const { difference, blocks } = found
  return {
    difference,
    tests: [forecastTest(blocks, metric.direction), bootstrapTest(blocks, toValue, options)],
    worse: worseSlices(partitions, pair, metric, options),
  }
}

function overPartitions(
  partitions: readonly PartitionLosses[],
  differences: readonly PartitionDifference[],
  { isSum }: ComparedMetric,
  { level, isTimed }: CompareOptions,
): Difference {
  if (partitions.length === 0) {
    return { kind: 'undefined', reason: 'No partition counts as evidence about both.', n: 0 }
  }
  const mean = meanDifference(differences, isTimed, level)
  const measured = differences.filter(({ difference }) => difference.kind === 'value')
  return isSum === true ? times(mean, measured.length) : mean
}

/** A sum over all partitions differs by the mean of their differences, as often as there are any. */
function times(mean: Difference, partitions: number): Difference {
  if (mean.kind === 'undefined') return mean
  const { value, low, high } = mean
  return {
    ...mean,
    value: value * partitions,
    ...(low !== undefined && { low: low * partitions }),
    ...(high !== undefined && { high: high * partitions }),
  }
}

/** One partition by itself, with the interval of its own blocks where there is one. */
function withInterval(
  partition: PartitionLosses | undefined,
  pair: Pair,
  { name, toValue }: ComparedMetric,
  own: Difference,
  level: number,
): Difference {
  if (partition === undefined || toValue === undefined || own.kind === 'undefined') return own
  const blocks = gatherBlocks([partition], pair, name, ({ overall }) => overall)
  return blocks === undefined ? own : blockDifference(blocks, toValue, level)
}

/**
 * Where the candidate is shown to be worse, the worst first. Each slice is judged at a level that allows
 * for how many are looked at (Bonferroni).
 */
function worseSlices(
  partitions: readonly PartitionLosses[],
  pair: Pair,
  metric: ComparedMetric & { readonly toValue: (mean: number) => number },
  { level, isTimed }: CompareOptions,
): Comparison['worse'] {
  const names = new Map<string, { readonly by: string; readonly slice: string }>()
  for (const { slices } of partitions) {
    for (const { by, slice } of slices) names.set(JSON.stringify([by, slice]), { by, slice })
  }
  const corrected = 1 - (1 - level) / names.size
  const found = [...names.values()].flatMap(({ by, slice }) => {
    const groupOf = ({ slices }: PartitionLosses) =>
      slices.find((one) => one.by === by && one.slice === slice)?.losses
    const asked = { pair, metric, groupOf, level: corrected, isTimed }
    const difference = groupDifference(partitions, asked)?.difference
    if (difference === undefined) return []
    return verdictOf(difference, metric.direction) === 'worse' ? [{ by, slice, difference }] : []
  })
  return found.sort((a, b) => harmOf(b.difference) - harmOf(a.difference))
}

function harmOf(difference: Difference): number {
  return difference.kind === 'value' ? Math.abs(difference.value) : 0
}
