import type { LeakFinding } from '@ratchet-ml/protocol'
import { counted, percent } from '../policy.ts'

/** Share of rows with a later time that is more than a slip of a clock. */
const futureShare = 0.001

/** @param later rows whose time in a column is after the prediction, of `rows` that have both */
export function judgeFuture(
  feature: string,
  column: string,
  later: number,
  rows: number,
): LeakFinding | undefined {
  if (later === 0) return undefined
  const share = later / rows
  const name = feature === column ? feature : `${column}, of which ${feature} is made,`
  return {
    check: 'future-time',
    severity: share >= futureShare ? 'leak' : 'suspicion',
    feature,
    says: `${name} is later than the prediction in ${counted(later)} of ${counted(rows)} rows (${percent(share)}). Where it is known beforehand, as a booked time is, say availableAfter: 0s; else train without it.`,
  }
}
