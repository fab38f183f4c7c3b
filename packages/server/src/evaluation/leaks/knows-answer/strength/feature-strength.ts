import { aucInOrder, aucOfGroups, lowerAuc } from './auc.ts'
import { type Bins, binsOfLevels, binsOfNumbers } from './bins.ts'
import { crossFit, type FittedGroups } from './cross-fit.ts'
import { determinesClass, determinesNumber } from './determined.ts'
import { type RankedValues, rankValues } from './rank-values.ts'

/** The labels of the rows of a sample, and the folds that answer each other. */
export interface SampledLabels {
  /** Class indices, or values. */
  readonly labels: Float64Array
  /** 0 for regression. */
  readonly classes: number
  readonly folds: Uint8Array
  readonly foldCount: number
}

/** How much a feature tells of the label without any other. */
export interface Strength {
  /** Area under the ROC curve, averaged over classes by their rows; or R² of the label's ranks. */
  readonly value: number
  /** `z` standard errors below it. */
  readonly low: number
  /** The label follows from it, or it from the label. */
  readonly isDetermined: boolean
}

const mostBins = 128
/** Levels may have few rows each, bins of numbers have many. */
const priorRows = { level: 5, bin: 0.5 } as const
/** Rows that a bin and a class have at least, to be judged. */
const fewestRows = 30

/** Labels prepared once for many features. */
export interface Target {
  readonly sampled: SampledLabels
  /** Of classification: each class that has rows enough, with 1 where a row is of it. */
  readonly indicators: readonly { readonly share: number; readonly targets: Float64Array }[]
  readonly ranks: RankedValues
  /** Ranks in 0..1, ties in the middle; of regression. */
  readonly height: Float64Array
}

/** What features are measured against; a text says why there is nothing to measure. */
export function targetOf(sampled: SampledLabels): Target | string {
  const { labels, classes } = sampled
  const ranks = rankValues(labels)
  if (classes === 0) {
    if (labels.length < 10 * fewestRows) return `only ${labels.length} rows have a label`
    if (ranks.distinct < 2) return 'all labels are equal'
    return { sampled, indicators: [], ranks, height: heightsOf(ranks) }
  }
  const indicators = []
  for (let label = 0; label < classes; label++) {
    const targets = Float64Array.from(labels, (value) => Number(value === label))
    const count = targets.reduce((sum, value) => sum + value, 0)
    if (count < fewestRows || labels.length - count < fewestRows) continue
    indicators.push({ share: count / labels.length, targets })
  }
  if (indicators.length === 0) {
    return `fewer than ${fewestRows} rows of all classes but one, among ${labels.length}`
  }
  // Of two classes the areas are one and the same.
  return { sampled, indicators: indicators.slice(classes === 2 ? -1 : 0), ranks, height: labels }
}

/** @param z standard errors that the lower bound stays below */
export function strengthOf(
  values: Float64Array,
  isCategory: boolean,
  target: Target,
  z: number,
): Strength {
  const ranked = rankValues(values)
  const most = Math.max(2, Math.min(mostBins, Math.floor(values.length / fewestRows)))
  const bins = isCategory ? binsOfLevels(ranked) : binsOfNumbers(ranked, most)
  const { labels, classes } = target.sampled
  if (classes === 0) {
    const isDetermined = determinesNumber(ranked, isCategory, target.ranks)
    return { ...explainedShare(bins, isCategory, target, z), isDetermined }
  }
  const isDetermined = determinesClass(ranked, isCategory, labels, classes)
  return { ...areaOf(ranked, bins, isCategory, target, z), isDetermined }
}

/** The larger of the area that the values themselves give and that of the shares in their bins. */
function areaOf(
  ranked: RankedValues,
  bins: Bins,
  isCategory: boolean,
  { sampled, indicators }: Target,
  z: number,
): Pick<Strength, 'value' | 'low'> {
  let [value, low, shares] = [0, 0, 0]
  for (const { share, targets } of indicators) {
    const fitted = aucOfGroups(
      crossFit(bins, sampled.folds, sampled.foldCount, targets, priorOf(isCategory)),
    )
    const plain = isCategory ? undefined : areaOfValues(ranked, targets)
    const best = plain !== undefined && plain.value > fitted.value ? plain : fitted
    value += share * best.value
    low += share * lowerAuc(best, z)
    shares += share
  }
  return { value: value / shares, low: low / shares }
}

/** The exact area of the values as scores, in the direction that serves better; missing rows are left out. */
function areaOfValues({ ranks, distinct }: RankedValues, targets: Float64Array) {
  const counts = new Float64Array(distinct)
  const sums = new Float64Array(distinct)
  let known = 0
  for (let row = 0; row < ranks.length; row++) {
    const rank = ranks[row] as number // one for each row
    if (rank < 0) continue
    known += 1
    counts[rank] = (counts[rank] as number) + 1
    sums[rank] = (sums[rank] as number) + (targets[row] as number)
  }
  const order = Int32Array.from(counts.keys())
  const area = aucInOrder({ scores: Float64Array.from(order), counts, sums }, order)
  const isEnough = Math.min(area.positives, area.negatives) >= fewestRows
  // What is seldom there cannot tell the answer of all rows.
  if (!isEnough || known < 0.5 * ranks.length) return undefined
  return { ...area, value: Math.max(area.value, 1 - area.value) }
}

/** R² out of fold. Its standard error is that of a squared correlation of so many rows. */
function explainedShare(
  bins: Bins,
  isCategory: boolean,
  { sampled, height }: Target,
  z: number,
): Pick<Strength, 'value' | 'low'> {
  const prior = priorOf(isCategory)
  const groups = crossFit(bins, sampled.folds, sampled.foldCount, height, prior)
  const mean = height.reduce((sum, value) => sum + value, 0) / height.length
  const spread = height.reduce((sum, value) => sum + (value - mean) * (value - mean), 0)
  const value = Math.max(0, 1 - leftOver(groups, height) / spread)
  const error = (2 * Math.sqrt(value) * (1 - value)) / Math.sqrt(height.length)
  return { value, low: value - z * error }
}

function leftOver({ scores, counts, sums }: FittedGroups, height: Float64Array): number {
  let sum = height.reduce((total, value) => total + value * value, 0)
  for (let group = 0; group < scores.length; group++) {
    const score = scores[group] as number // one for each group
    sum += score * (score * (counts[group] as number) - 2 * (sums[group] as number))
  }
  return sum
}

function priorOf(isCategory: boolean): number {
  return isCategory ? priorRows.level : priorRows.bin
}

function heightsOf({ ranks, distinct }: RankedValues): Float64Array {
  const counts = new Float64Array(distinct)
  for (const rank of ranks) counts[rank] = (counts[rank] as number) + 1
  let before = 0
  const middles = counts.map((count) => {
    const middle = (before + count / 2) / ranks.length
    before += count
    return middle
  })
  return Float64Array.from(ranks, (rank) => middles[rank] as number)
}
