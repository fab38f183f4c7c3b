import { incompleteBeta } from '../intervals/incomplete-beta.ts'
import type { Alternative } from './diebold-mariano.ts'

/** Two counts of which chance alone makes either as likely, and how likely such ones are. */
export type ExactTest = {
  readonly first: number
  readonly second: number
  readonly pValue: number
}

/**
 * McNemar's exact test: of the rows that only one of two classifiers gets right, as many should be
 * the first's as the second's. 1 when there is no such row.
 *
 * @param onlyFirst rows that only the first gets right
 * @throws RangeError unless both are whole numbers of at least 0
 * @example mcnemarExact(10, 25).pValue // 0.0166738...
 */
export function mcnemarExact(
  onlyFirst: number,
  onlySecond: number,
  alternative: Alternative = 'two-sided',
): ExactTest {
  requireCount(onlyFirst)
  requireCount(onlySecond)
  return {
    first: onlyFirst,
    second: onlySecond,
    pValue: halfBinomialTest(onlyFirst, onlyFirst + onlySecond, alternative),
  }
}

/**
 * Counts for `mcnemarExact` from labels and two predictions of the same rows.
 *
 * @throws RangeError unless all are equally long
 */
export function discordantRows(
  labels: Float64Array,
  first: Float64Array,
  second: Float64Array,
): { readonly onlyFirst: number; readonly onlySecond: number } {
  if (labels.length !== first.length || labels.length !== second.length) {
    throw new RangeError(
      `There are ${labels.length} labels, ${first.length} and ${second.length} predictions; ` +
        'give equally many.',
    )
  }
  let onlyFirst = 0
  let onlySecond = 0
  labels.forEach((label, row) => {
    const a = first[row] === label
    const b = second[row] === label
    if (a && !b) onlyFirst++
    if (b && !a) onlySecond++
  })
  return { onlyFirst, onlySecond }
}

/**
 * The exact sign test over folds: in as many folds should the first have more as the second; folds
 * where both are equal are left out. 1 when none is left.
 *
 * @throws RangeError unless there are equally many, finite values
 */
export function signTest(
  first: Float64Array,
  second: Float64Array,
  alternative: Alternative = 'two-sided',
): ExactTest {
  if (first.length !== second.length) {
    throw new RangeError(`There are ${first.length} and ${second.length} folds; give equally many.`)
  }
  let more = 0
  let less = 0
  first.forEach((value, fold) => {
    const other = second[fold] as number // equally long
    if (!Number.isFinite(value - other)) {
      throw new RangeError(`Fold ${fold} has ${value} and ${other}; give finite numbers.`)
    }
    if (value > other) more++
    if (value < other) less++
  })
  return { first: more, second: less, pValue: halfBinomialTest(more, more + less, alternative) }
}

function requireCount(count: number): void {
  if (Number.isSafeInteger(count) && count >= 0) return
  throw new RangeError(`There are ${count} rows; give a whole number of at least 0.`)
}

/** P-value of `successes` in `trials` of chance 1/2. */
function halfBinomialTest(successes: number, trials: number, alternative: Alternative): number {
  if (alternative === 'less') return lowerTail(successes, trials)
  if (alternative === 'greater') return lowerTail(trials - successes, trials)
  return Math.min(1, 2 * lowerTail(Math.min(successes, trials - successes), trials))
}

/** P(X <= k) for the binomial distribution of chance 1/2. */
function lowerTail(k: number, trials: number): number {
  return k >= trials ? 1 : incompleteBeta(0.5, trials - k, k + 1)
}
