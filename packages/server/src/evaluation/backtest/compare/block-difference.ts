import type { Difference } from '@ratchet-ml/protocol'
import { serialMeanInterval } from '@ratchet-ml/stats'
import type { PairedBlocks } from './gather-blocks.ts'
import type { BlockSums } from './types.ts'

/** Below this many blocks nothing is said of how much the difference may vary. */
export const fewestBlocks = 6

/** Candidate less reference over all blocks, or over blocks drawn so many times each. */
export function differenceOf(
  { candidate, reference }: PairedBlocks,
  toValue: (mean: number) => number,
  times?: Float64Array,
): number {
  return toValue(meanOf(candidate, times)) - toValue(meanOf(reference, times))
}

/**
 * The difference of a pair with Student's interval over blocks: the jackknife's pseudo-values of the
 * blocks, whose neighbours may depend on each other where they are neighbours in time.
 * Source: B. Efron and R. Tibshirani, An Introduction to the Bootstrap (1993), chapter 11.
 */
export function blockDifference(
  blocks: PairedBlocks,
  toValue: (mean: number) => number,
  level: number,
): Difference {
  const { rows: n, isOrdered } = blocks
  const value = differenceOf(blocks, toValue)
  if (!Number.isFinite(value)) return { kind: 'undefined', reason: `It is ${value}.`, n }
  const pseudo = pseudoValues(blocks, toValue, value)
  if (pseudo.length < fewestBlocks || !pseudo.every(Number.isFinite)) {
    return { kind: 'value', value, n }
  }
  const found = serialMeanInterval(pseudo, isOrdered, level)
  if (found === undefined) return { kind: 'value', value, n }
  const half = found.mean - found.low
  return {
    kind: 'value',
    value,
    low: value - half,
    high: value + half,
    method: 'block-jackknife',
    n,
  }
}

function pseudoValues(
  { candidate, reference }: PairedBlocks,
  toValue: (mean: number) => number,
  whole: number,
): Float64Array {
  const count = candidate.numbers.length
  const [a, b] = [totalsOf(candidate), totalsOf(reference)]
  const without = (sums: Required<BlockSums>, totals: Totals, block: number) =>
    toValue(
      (totals.numbers - (sums.numbers[block] as number)) /
        (totals.counts - (sums.counts[block] as number)), // blocks of the pair
    )
  return Float64Array.from({ length: count }, (_, block) => {
    const left = without(candidate, a, block) - without(reference, b, block)
    return count * whole - (count - 1) * left
  })
}

interface Totals {
  readonly numbers: number
  readonly counts: number
}

function totalsOf({ numbers, counts }: Required<BlockSums>, times?: Float64Array): Totals {
  let sum = 0
  let counted = 0
  for (let block = 0; block < numbers.length; block++) {
    const drawn = times === undefined ? 1 : (times[block] as number) // one for each block
    if (drawn === 0) continue
    sum += drawn * (numbers[block] as number)
    counted += drawn * (counts[block] as number)
  }
  return { numbers: sum, counts: counted }
}

function meanOf(sums: Required<BlockSums>, times: Float64Array | undefined): number {
  const { numbers, counts } = totalsOf(sums, times)
  return numbers / counts
}
