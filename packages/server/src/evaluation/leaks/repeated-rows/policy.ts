import type { LeakFinding } from '@ratchet-ml/protocol'
import { counted, percent } from '../policy.ts'

/** Share of the rows that count which may be equal beyond chance. */
const equalShare = 0.01

export function judgeRepeatedIds(
  id: string,
  repeated: number,
  rows: number,
): LeakFinding | undefined {
  if (repeated === 0) return undefined
  return {
    check: 'repeated-rows',
    severity: 'leak',
    says: `${counted(repeated)} of ${counted(rows)} rows that count (${percent(repeated / rows)}) have an id in ${id} that an earlier one has: what is counted twice is no evidence. Keep one row of each id.`,
  }
}

/** How often rows that count are equal, by pairs. */
export interface RepeatedPairs {
  /** Rows beyond the first of those that are equal in content and time. */
  readonly repeated: number
  /** Pairs equal in content and time, in content, in time. */
  readonly same: number
  readonly sameContent: number
  readonly sameTime: number
  readonly rows: number
}

/** Whether times are distinct enough to tell repetition from chance. */
export function canTellRepetition({ rows, sameTime }: RepeatedPairs): boolean {
  return sameTime < (0.5 * rows * (rows - 1)) / 2
}

/**
 * Rows of one time are compared with rows of different times: content that is equal as often there is equal by
 * chance. Ten times as often is allowed, as much depends on the time.
 */
export function judgeRepeated(pairs: RepeatedPairs): LeakFinding | undefined {
  const { repeated, same, sameContent, sameTime, rows } = pairs
  const apart = (rows * (rows - 1)) / 2 - sameTime
  const chance = apart > 0 ? Math.max(0, sameContent - same) / apart : 1
  const allowed = 10 * chance * sameTime
  const share = rows === 0 ? 0 : repeated / rows
  if (share < equalShare || same <= allowed + 5 * Math.sqrt(allowed) + 10) return undefined
  return {
    check: 'repeated-rows',
    severity: 'suspicion',
    says: `${counted(Math.round(repeated))} of ${counted(rows)} rows that count (${percent(share)}) are there before, with the same time, features and label: ${(same / Math.max(1, allowed / 10)).toFixed(0)} times as often as chance explains. Intervals are too narrow by them; name the column of ids, or keep one row of each.`,
  }
}
