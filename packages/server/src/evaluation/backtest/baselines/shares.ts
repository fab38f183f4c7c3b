import type { BaselinePrediction, LabelSummary } from '../types.ts'

/** The share of each class among some rows, or why there is none. */
export function sharesOf(labels: LabelSummary | undefined, because: string): BaselinePrediction {
  if (labels === undefined || labels.count === 0) return { kind: 'none', because }
  return {
    kind: 'probability',
    probability: labels.classCounts.map((count) => count / labels.count),
  }
}
