import { countRanks, type RankedValues } from './rank-values.ts'

/** What share of the rows may contradict: mistakes in single rows do not hide what a column is. */
const mostContradictions = 0.001
/** A rule must be borne out by this many rows at every step, or many steps would fit anything. */
const rowsOfAStep = 30
const rowsOfARange = 100

/**
 * Whether a class follows from a value: every level has one class; of numbers, every one of few ranges.
 * Rows are contradictions when they are of another class than most of their level; few are allowed, measured
 * by the rows that are not of the most common class.
 */
export function determinesClass(
  values: RankedValues,
  isCategory: boolean,
  classes: Float64Array,
  classCount: number,
): boolean {
  const rowCount = classes.length
  const levels = values.distinct + 1
  const counts = new Float64Array(levels * classCount)
  for (let row = 0; row < rowCount; row++) {
    const rank = values.ranks[row] as number // one for each row
    const cell = (rank < 0 ? values.distinct : rank) * classCount + (classes[row] as number)
    counts[cell] = (counts[cell] as number) + 1
  }
  const rare = rowCount - Math.max(...classTotals(counts, classCount))
  let right = 0
  let steps = 0
  let last = -1
  for (let level = 0; level < levels; level++) {
    const common = commonestOf(counts, level * classCount, classCount)
    const most = counts[level * classCount + common] as number // one for each class
    if (most === 0) continue
    right += most
    const goesOn = !isCategory && level < values.distinct && common === last
    if (!goesOn) steps += 1
    last = common
  }
  // Ranges of numbers fit anything sooner than levels do, as their bounds are free.
  const isBorneOut = rare >= rowsOfAStep + (isCategory ? rowsOfAStep : rowsOfARange) * (steps - 2)
  return steps >= 2 && isBorneOut && rowCount - right <= mostContradictions * rare
}

/**
 * Whether a number follows from a value, or the value from the number, without ever turning back: a unit
 * conversion, a rounding, a coarser form of the label.
 */
export function determinesNumber(
  values: RankedValues,
  isCategory: boolean,
  labels: RankedValues,
): boolean {
  if (labels.distinct < 20) return false
  const known = isCategory ? orderedLevels(values, labels) : values
  if (known === undefined || secondCount(known) < 1) return false
  return isMonotone(known, labels) || (isStepwise(known) && isMonotone(labels, known))
}

/** Whether `to` is a function of `from` that only rises or only falls. */
function isMonotone(from: RankedValues, to: RankedValues): boolean {
  const first = new Int32Array(from.distinct).fill(-1)
  const commonest = countRanks(to).reduce((most, count) => Math.max(most, count), 0)
  let rows = 0
  let astray = 0
  for (let row = 0; row < from.ranks.length; row++) {
    const source = from.ranks[row] as number // one for each row
    const target = to.ranks[row] as number
    if (source < 0 || target < 0) continue
    rows += 1
    if (first[source] === -1) first[source] = target
    else if (first[source] !== target) astray += 1
  }
  const reached = first.filter((target) => target >= 0)
  let rises = 0
  let falls = 0
  for (let at = 1; at < reached.length; at++) {
    const step = (reached[at] as number) - (reached[at - 1] as number)
    if (step > 0) rises += 1
    else if (step < 0) falls += 1
  }
  const isBorneOut = rows >= from.ranks.length / 2 && rises + falls > 0
  // Where nearly all rows are equal, few contradictions are many.
  const rare = rows - commonest
  return isBorneOut && astray + Math.min(rises, falls) <= mostContradictions * rare
}

/** Whether a coarse value has several rows on each of at least two steps. */
function isStepwise(values: RankedValues): boolean {
  return secondCount(values) >= rowsOfAStep
}

function secondCount(values: RankedValues): number {
  return countRanks(values).sort().at(-2) ?? 0
}

/** Levels ordered by the mean rank of their labels; rare ones are left out, and many rare ones are no order. */
function orderedLevels(values: RankedValues, labels: RankedValues): RankedValues | undefined {
  const counts = countRanks(values)
  const sums = new Float64Array(values.distinct)
  for (let row = 0; row < values.ranks.length; row++) {
    const rank = values.ranks[row] as number // one for each row
    if (rank >= 0) sums[rank] = (sums[rank] as number) + (labels.ranks[row] as number)
  }
  const kept = [...counts.keys()].filter((level) => (counts[level] as number) >= 5)
  const covered = kept.reduce((sum, level) => sum + (counts[level] as number), 0)
  if (covered < 0.9 * values.ranks.length) return undefined
  const mean = (level: number) => (sums[level] as number) / (counts[level] as number)
  kept.sort((a, b) => mean(a) - mean(b))
  const place = new Int32Array(values.distinct).fill(-1)
  for (const [at, level] of kept.entries()) place[level] = at
  const ranks = values.ranks.map((rank) => (rank < 0 ? -1 : (place[rank] as number)))
  return { ranks, distinct: kept.length }
}

function commonestOf(counts: Float64Array, from: number, classCount: number): number {
  let common = 0
  for (let label = 1; label < classCount; label++) {
    if ((counts[from + label] as number) > (counts[from + common] as number)) common = label
  }
  return common
}

function classTotals(counts: Float64Array, classCount: number): Float64Array {
  const totals = new Float64Array(classCount)
  for (let cell = 0; cell < counts.length; cell++) {
    const label = cell % classCount
    totals[label] = (totals[label] as number) + (counts[cell] as number)
  }
  return totals
}
