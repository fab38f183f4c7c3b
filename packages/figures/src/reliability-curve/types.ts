import { isShare } from '../square-layout.ts'
import type { Look } from '../theme.ts'

/** Rows of about the same predicted probability, and how often it happened. */
export interface ReliabilityBin {
  /** Mean of the predicted probabilities. */
  readonly predicted: number
  /** Share of the rows in which it happened. */
  readonly observed: number
  readonly low?: number | undefined
  readonly high?: number | undefined
  readonly n: number
}

export interface ReliabilitySeries extends Look {
  readonly name: string
  readonly bins: readonly ReliabilityBin[]
}

/** What was predicted against what happened, of several contenders on the same rows. */
export interface ReliabilityCurve {
  readonly title: string
  /** Level of the intervals as a share, such as 0.95. */
  readonly level: number
  readonly series: readonly ReliabilitySeries[]
}

/** The bins that hold rows and whose shares are shares, by what was predicted. */
export function drawableBins(series: ReliabilitySeries): readonly ReliabilityBin[] {
  return series.bins
    .filter(({ predicted, observed, n }) => n > 0 && isShare(predicted) && isShare(observed))
    .sort((a, b) => a.predicted - b.predicted)
}

/** Mean distance of what happened from what was predicted, over the rows; `undefined` without any. */
export function meanGap(series: ReliabilitySeries): number | undefined {
  let rows = 0
  let sum = 0
  for (const { predicted, observed, n } of drawableBins(series)) {
    rows += n
    sum += n * Math.abs(observed - predicted)
  }
  return rows === 0 ? undefined : sum / rows
}
