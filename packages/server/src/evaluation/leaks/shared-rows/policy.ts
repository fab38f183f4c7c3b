import type { LeakFinding } from '@ratchet-ml/protocol'
import { counted, percent } from '../policy.ts'

/** Share of the rows that count which may be equal beyond chance. */
const equalShare = 0.01

/**
 * Keys by how often they occur in all: pairs of a row that was trained on and one that counts, and pairs
 * within each of the two.
 */
export interface EqualPairs {
  readonly across: Float64Array
  readonly withinTraining: Float64Array
  readonly withinCounted: Float64Array
  /** Rows that count. */
  readonly rows: number
}

/**
 * Rows that count and equal a row that was trained on, beyond what chance and repetition explain.
 *
 * Rows that are drawn independently, from whatever two distributions, are equal across two groups at most as
 * often as the geometric mean of how often they are equal within each (Cauchy-Schwarz), among the values
 * that occur equally often in all. Twice and a half that is allowed, which covers the same things seen twice
 * or more in each group; counts that are near zero are put at the upper end of what they may stand for.
 */
function rowsBeyondChance(pairs: EqualPairs): number {
  let rows = 0
  for (let times = 2; times < pairs.across.length; times++) {
    const a = highCount(pairs.withinTraining[times] ?? 0)
    const b = highCount(pairs.withinCounted[times] ?? 0)
    const beyond = (pairs.across[times] ?? 0) - 2.5 * 2 * Math.sqrt(a * b)
    if (beyond > 0) rows += beyond / (times - 1)
  }
  return rows
}

function highCount(count: number): number {
  return count + 2 * Math.sqrt(count) + 3
}

export function judgeShared(
  contender: string,
  pairs: EqualPairs,
  { source, hangTogether }: { readonly source: string; readonly hangTogether: boolean },
): LeakFinding | undefined {
  const beyond = rowsBeyondChance(pairs)
  const share = pairs.rows === 0 ? 0 : beyond / pairs.rows
  if (share < equalShare) return undefined
  const why = hangTogether
    ? 'Rows of one cluster may well be equal; look whether they are.'
    : 'It has seen their answers: leave them out.'
  return {
    check: 'shared-rows',
    severity: hangTogether ? 'suspicion' : 'leak',
    contender,
    says: `At least ${counted(Math.round(beyond))} of ${counted(pairs.rows)} rows that count (${percent(share)}) equal a row of ${source}, more than chance explains. ${why}`,
  }
}

/** Rows that count whose id was trained on. */
export function judgeSharedIds(
  contender: string,
  id: string,
  shared: number,
  rows: number,
): LeakFinding | undefined {
  if (shared === 0) return undefined
  return {
    check: 'shared-rows',
    severity: 'leak',
    contender,
    says: `${counted(shared)} of ${counted(rows)} rows that count (${percent(shared / rows)}) have an id in ${id} that a row of its training data has. It has seen their answers: leave them out.`,
  }
}
