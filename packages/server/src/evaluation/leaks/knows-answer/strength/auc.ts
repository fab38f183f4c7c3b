import type { FittedGroups } from './cross-fit.ts'

/** How well scores tell one class from the rest. */
export interface Auc {
  readonly value: number
  readonly positives: number
  readonly negatives: number
}

/**
 * Exact area under the ROC curve of groups of rows with one score each; ties count one half.
 * @param groups with sums of targets that are 0 or 1
 */
export function aucOfGroups(groups: FittedGroups): Auc {
  const { scores, counts } = groups
  const order = Int32Array.from(counts.keys())
    .filter((group) => (counts[group] as number) > 0)
    .sort((a, b) => (scores[a] as number) - (scores[b] as number))
  return aucInOrder(groups, order)
}

/** The same of groups whose order by score is known. */
export function aucInOrder({ scores, counts, sums }: FittedGroups, order: Int32Array): Auc {
  let negatives = 0
  let positives = 0
  let area = 0
  for (let at = 0; at < order.length; ) {
    const score = scores[order[at] as number]
    let up = 0
    let down = 0
    for (; at < order.length && scores[order[at] as number] === score; at++) {
      const group = order[at] as number // within its length
      up += sums[group] as number
      down += (counts[group] as number) - (sums[group] as number)
    }
    area += up * (negatives + down / 2)
    positives += up
    negatives += down
  }
  return { value: area / (positives * negatives), positives, negatives }
}

/**
 * Lower bound of an area that is `z` standard errors below it.
 *
 * Source: J. A. Hanley and B. J. McNeil, "The meaning and use of the area under a receiver operating
 * characteristic (ROC) curve", Radiology 143 (1982), with their exponential approximation. An area of one
 * has the standard error of one that just misses it.
 */
export function lowerAuc({ value, positives, negatives }: Auc, z: number): number {
  const a = Math.min(value, 1 - 1 / (2 * Math.min(positives, negatives)))
  const squared = a * a
  const q1 = a / (2 - a) - squared
  const q2 = (2 * squared) / (1 + a) - squared
  const spread = a * (1 - a) + (positives - 1) * q1 + (negatives - 1) * q2
  return value - z * Math.sqrt(Math.max(0, spread) / (positives * negatives))
}
