import type { Interval } from '../intervals/interval.ts'
import type { Estimate, IntervalPromise } from '../metrics/types.ts'

/** What a value must be; both ends for a range. The ends themselves are good enough. */
export type Bound = { readonly atLeast?: number; readonly atMost?: number }

/** Three answers, never two: what is not known is neither a pass nor a failure. */
export type Verdict = {
  readonly outcome: 'pass' | 'fail' | 'inconclusive'
  /** The reason with its numbers, in one sentence. */
  readonly because: string
}

/**
 * Judges a metric by its interval: pass if all of it lies within the bound, fail if all of it lies
 * beyond, else inconclusive. So is a metric without a value or an interval, and one that rests on
 * fewer rows than its interval was found to hold from.
 *
 * @throws RangeError when the bound has no end, or its ends are crossed or NaN
 */
export function judgeEstimate(estimate: Estimate, bound: Bound, promise: IntervalPromise): Verdict {
  requireBound(bound)
  if (estimate.kind === 'undefined') return inconclusive(`It is undefined: ${estimate.detail}`)
  const { interval, support, value } = estimate
  if (interval === undefined) return inconclusive(`Its value ${value} has no interval.`)
  if (support < promise.from) {
    const have = Math.floor(support * 10) / 10
    return inconclusive(
      `It rests on ${have} ${promise.unit}; its interval holds from ${promise.from} on.`,
    )
  }
  return judgeInterval(interval, bound)
}

/**
 * Judges an interval by itself, such as that of a difference of two versions.
 *
 * @throws RangeError when the bound has no end, or its ends are crossed or NaN
 */
export function judgeInterval(
  { low, high, level }: Pick<Interval, 'low' | 'high' | 'level'>,
  bound: Bound,
): Verdict {
  requireBound(bound)
  const { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = bound
  const shown = `The ${level * 100} % interval ${low} to ${high}`
  if (!(low <= high)) return inconclusive(`${shown} is none.`)
  if (low >= atLeast && high <= atMost) {
    return { outcome: 'pass', because: `${shown} lies within ${wordsOf(bound)}.` }
  }
  if (high < atLeast || low > atMost) {
    return { outcome: 'fail', because: `${shown} lies beyond ${wordsOf(bound)}.` }
  }
  return inconclusive(`${shown} holds values on both sides of ${wordsOf(bound)}.`)
}

function requireBound({ atLeast, atMost }: Bound): void {
  const ends = [atLeast, atMost].filter((end) => end !== undefined)
  const crossed = atLeast !== undefined && atMost !== undefined && atLeast > atMost
  if (ends.length > 0 && !ends.some(Number.isNaN) && !crossed) return
  throw new RangeError(
    `The bound is at least ${atLeast ?? 'anything'} and at most ${atMost ?? 'anything'}; ` +
      'give one end or two that are not crossed.',
  )
}

function wordsOf({ atLeast, atMost }: Bound): string {
  const parts = [
    atLeast === undefined ? [] : [`at least ${atLeast}`],
    atMost === undefined ? [] : [`at most ${atMost}`],
  ]
  return parts.flat().join(' and ')
}

function inconclusive(because: string): Verdict {
  return { outcome: 'inconclusive', because }
}
