import type { Comparison, Difference } from '@ratchet-ml/protocol'
import type { ComparedMetric, Pair } from './types.ts'

/** Better or worse only where the whole interval is on one side of no difference. */
export function verdictOf(
  difference: Difference,
  direction: 'higher' | 'lower',
): Comparison['verdict'] {
  if (difference.kind === 'undefined') return 'undecided'
  const { low, high } = difference
  if (low === undefined || high === undefined) return 'undecided'
  if (low > 0) return direction === 'higher' ? 'better' : 'worse'
  if (high < 0) return direction === 'lower' ? 'better' : 'worse'
  return 'undecided'
}

/** A verdict with its numbers, in one sentence. */
export function sentenceOf(
  { candidate, reference }: Pair,
  { title, direction }: ComparedMetric,
  difference: Difference,
  { level, partitions, rows }: { level: number; partitions: number; rows: number },
): string {
  const metric = inSentence(title)
  const where = `on ${rows.toLocaleString('en')} rows of ${partitions} partition${partitions === 1 ? '' : 's'}`
  const both = `${candidate} and ${reference}`
  if (difference.kind === 'undefined') {
    return `${both} cannot be told apart by ${metric}: ${difference.reason}`
  }
  const { value, low, high } = difference
  if (low === undefined || high === undefined) {
    return `${both} differ by ${textOf(value)} in ${metric} ${where}; that is too little to say how much it may vary.`
  }
  const span = `${level * 100} % interval ${textOf(low)} to ${textOf(high)}`
  const verdict = verdictOf(difference, direction)
  if (verdict === 'undecided') {
    return `Neither is shown to be better: ${both} differ by ${textOf(value)} in ${metric} (${span}) ${where}.`
  }
  return `${candidate} is ${verdict} than ${reference}: ${metric} differs by ${textOf(value)} (${span}) ${where}.`
}

/** A title within a sentence: `log loss`, but `AUC`. */
export function inSentence(title: string): string {
  return /^\p{Lu}\p{Ll}/u.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title
}

function textOf(value: number): string {
  const rounded = Number(value.toPrecision(3))
  return rounded > 0 ? `+${rounded}` : String(rounded)
}
