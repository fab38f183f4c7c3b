import type { PairedTest } from '@ratchet-ml/protocol'
import {
  bootstrapInterval,
  createRandom,
  dieboldMariano,
  mcnemarExact,
  signTest,
} from '@ratchet-ml/stats'
import { differenceOf, fewestBlocks } from './block-difference.ts'
import type { PairedBlocks } from './gather-blocks.ts'
import type { PartitionDifference } from './partition-differences.ts'
import type { ComparedMetric, Pair, PartitionLosses } from './types.ts'

const repetitions = 1000

/** Of how many blocks a bootstrap is believed: below, its intervals are too short. */
const fewestDrawn = 30

/** Drawing costs time for each block; so many tell as much as more. */
const mostDrawn = 2000

/**
 * Diebold and Mariano's test of the mean numbers of the blocks, as those of equally many points in time;
 * with the lag of Newey and West for the horizon.
 */
export function forecastTest(blocks: PairedBlocks, direction: 'higher' | 'lower'): PairedTest {
  const test = 'diebold-mariano'
  if (!blocks.isOrdered) {
    return { kind: 'undefined', test, reason: 'The rows are in no order of time.' }
  }
  const sign = direction === 'lower' ? 1 : -1
  const meansOf = ({ numbers, counts }: PairedBlocks['candidate']) =>
    numbers.map((number, block) => (sign * number) / (counts[block] as number)) // as many
  const [first, second] = [meansOf(blocks.candidate), meansOf(blocks.reference)]
  if (![...first, ...second].every(Number.isFinite)) {
    return { kind: 'undefined', test, reason: 'A block has no mean.' }
  }
  const found = dieboldMariano(first, second, { horizon: 'auto' })
  if (found.kind === 'undefined') return { kind: 'undefined', test, reason: found.detail }
  const { statistic, pValue, horizon, kernel, n } = found
  return { kind: 'diebold-mariano', statistic, pValue, horizon, kernel, points: n }
}

/** The difference between the outer quantiles of blocks drawn with replacement, neighbours together. */
export function bootstrapTest(
  blocks: PairedBlocks,
  toValue: (mean: number) => number,
  { level, seed }: { readonly level: number; readonly seed: number },
): PairedTest {
  const count = blocks.candidate.numbers.length
  const test = 'block-bootstrap'
  if (count < fewestDrawn) {
    const reason = `There are ${count} blocks; drawing from fewer than ${fewestDrawn} makes intervals too short.`
    return { kind: 'undefined', test, reason }
  }
  const drawn = coarsened(blocks, mostDrawn)
  const groups = drawn.candidate.numbers.length
  const length = blocks.isOrdered ? Math.ceil(Math.cbrt(groups)) : 1
  const interval = bootstrapInterval(
    { kind: 'blocks', count: groups, length },
    (times) => differenceOf(drawn, toValue, times),
    { random: createRandom(seed), repetitions, level },
  )
  if (interval === undefined) {
    return { kind: 'undefined', test, reason: 'A resample has no finite difference.' }
  }
  const { low, high } = interval
  return { kind: 'block-bootstrap', low, high, level, repetitions, blocks: groups, length, seed }
}

/** At most so many blocks, each of as many neighbours as there need to be. */
function coarsened(blocks: PairedBlocks, most: number): PairedBlocks {
  const count = blocks.candidate.numbers.length
  const each = Math.ceil(count / most)
  if (each === 1) return blocks
  const joined = (values: Float64Array) =>
    Float64Array.from({ length: Math.ceil(count / each) }, (_, group) =>
      values.subarray(group * each, (group + 1) * each).reduce((sum, value) => sum + value, 0),
    )
  const sums = ({ numbers, counts }: PairedBlocks['candidate']) => ({
    numbers: joined(numbers),
    counts: joined(counts),
  })
  return { ...blocks, candidate: sums(blocks.candidate), reference: sums(blocks.reference) }
}

/** In how many partitions each is better. */
export function partitionSignTest(
  differences: readonly PartitionDifference[],
  direction: 'higher' | 'lower',
): PairedTest {
  const values = differences.flatMap(({ difference }) =>
    difference.kind === 'value' ? [difference.value] : [],
  )
  const reason = `Only ${values.length} partitions have a value of both.`
  if (values.length < fewestBlocks) return { kind: 'undefined', test: 'sign', reason }
  const gains = Float64Array.from(values, (value) => (direction === 'higher' ? value : -value))
  const { first, second, pValue } = signTest(gains, new Float64Array(gains.length))
  return { kind: 'sign', better: first, worse: second, pValue }
}

/** McNemar's exact test over the rows of all partitions. */
export function mcnemarTest(
  partitions: readonly PartitionLosses[],
  pair: Pair,
  { isAccuracy }: ComparedMetric,
): readonly PairedTest[] {
  if (!isAccuracy) return []
  const found = partitions.flatMap(({ discordant }) =>
    discordant.flatMap(({ first, second, onlyFirst, onlySecond }) => {
      if (first === pair.candidate && second === pair.reference) return [[onlyFirst, onlySecond]]
      if (first === pair.reference && second === pair.candidate) return [[onlySecond, onlyFirst]]
      return []
    }),
  )
  if (found.length === 0) return []
  const onlyCandidate = found.reduce((sum, [count = 0]) => sum + count, 0)
  const onlyReference = found.reduce((sum, [, count = 0]) => sum + count, 0)
  const { pValue } = mcnemarExact(onlyCandidate, onlyReference)
  return [{ kind: 'mcnemar', onlyCandidate, onlyReference, pValue }]
}
