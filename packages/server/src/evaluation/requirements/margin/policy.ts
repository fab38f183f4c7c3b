import type { Comparison, Difference } from '@ratchet-ml/protocol'
import { levelTooLow, type Question, unknown } from '../known/policy.ts'
import type { Known } from '../types.ts'

/** How much better or worse one contender may be than the other. */
export interface Margin {
  readonly says: 'betterBy' | 'worseByAtMost'
  /** In the metric's unit, or a share of the other's value. */
  readonly amount: number
  readonly isShare: boolean
}

export function toMargin(says: Margin['says'], written: number | string): Margin {
  if (typeof written === 'number') return { says, amount: written, isShare: false }
  return { says, amount: Number(written.slice(0, -1)) / 100, isShare: true }
}

/** The comparison of two contenders by a metric, whichever way round it was made. */
export function findComparison(
  comparisons: readonly Comparison[] | undefined,
  subject: string,
  reference: string,
  metric: string,
): { readonly comparison: Comparison; readonly isTurned: boolean } | undefined {
  const own = comparisons?.filter((one) => one.metric === metric) ?? []
  const straight = own.find((one) => one.candidate === subject && one.reference === reference)
  if (straight !== undefined) return { comparison: straight, isTurned: false }
  const turned = own.find((one) => one.candidate === reference && one.reference === subject)
  return turned && { comparison: turned, isTurned: true }
}

/** A paired difference as it is judged; `undefined` where it has no interval of the level asked. */
export function knownDifference(
  difference: Difference | undefined,
  level: number,
  isTurned: boolean,
  { confidence }: Pick<Question, 'confidence'>,
): Known | undefined {
  if (difference?.kind !== 'value' || levelTooLow(level, confidence) !== undefined) return undefined
  const { value, low, high, n } = difference
  if (low === undefined || high === undefined) return undefined
  if (!isTurned) return { kind: 'known', value, low, high, n }
  return { kind: 'known', value: -value, low: -high, high: -low, n }
}

/**
 * The difference of two values from their own intervals: it holds whatever the rows have in common, and
 * is wider than a paired one.
 */
export function unpairedDifference(subject: Known, reference: Known, name: string): Known {
  if (subject.kind === 'unknown') return subject
  if (reference.kind === 'unknown') return unknown(`${name}: ${reference.because}`, subject.n)
  return {
    kind: 'known',
    value: subject.value - reference.value,
    low: subject.low - reference.high,
    high: subject.high - reference.low,
    n: Math.min(subject.n, reference.n),
    remark: 'from both intervals, as there is no paired one',
  }
}

/**
 * The bound on the difference, subject less reference, strict and lenient: a share of a value that is
 * only known within an interval is itself only known within one.
 */
export function boundsOf(
  margin: Margin,
  direction: 'higher' | 'lower',
  reference: Known,
): { readonly strict: number; readonly lenient: number } | { readonly because: string } {
  const [least, most] = margin.isShare
    ? sharesOf(margin.amount, reference)
    : [margin.amount, margin.amount]
  if (least === undefined || most === undefined) {
    const why = reference.kind === 'unknown' ? reference.because : ''
    return { because: `A share of the other's value is asked, which is not known. ${why}`.trim() }
  }
  // In the direction of losses, where lower is better.
  const [strict, lenient] = margin.says === 'betterBy' ? [-most, -least] : [least, most]
  return direction === 'lower' ? { strict, lenient } : { strict: -strict, lenient: -lenient }
}

function sharesOf(share: number, reference: Known): readonly (number | undefined)[] {
  if (reference.kind === 'unknown') return [undefined, undefined]
  const { low, high } = reference
  const ends = [Math.abs(low), Math.abs(high)]
  const least = low <= 0 && high >= 0 ? 0 : Math.min(...ends)
  return [share * least, share * Math.max(...ends)]
}
