import { numberText, plainNumber, shareText, signedNumber } from '@ratchet-ml/figures'
import type {
  Backtest,
  Contender,
  Counted,
  Difference,
  MetricValue,
  PairedTest,
} from '@ratchet-ml/protocol'

export { plainNumber, signedNumber } from '@ratchet-ml/figures'

/**
 * Why there is no value, where the reason is not the one for which the rows do not count: who does not
 * answer has no metrics either, and it is enough to say so once.
 */
export function undefinedReason(
  value: MetricValue | undefined,
  counted: Counted | undefined,
): string | undefined {
  if (value?.kind !== 'undefined' || counted?.kind === 'no-answer') return undefined
  return value.reason
}

/** The interval of a value, such as `0.3799 to 0.3826`. */
export function intervalText(value: {
  readonly low?: number | undefined
  readonly high?: number | undefined
}): string | undefined {
  const { low, high } = value
  if (low === undefined || high === undefined) return undefined
  return `${plainNumber(low)} to ${plainNumber(high)}`
}

/** A metric in one line, such as `0.3812 (0.3799 to 0.3826)`. */
export function metricText(value: MetricValue | undefined): string {
  if (value === undefined) return 'none'
  if (value.kind === 'undefined') return `undefined: ${value.reason}`
  const interval = intervalText(value)
  return interval === undefined
    ? plainNumber(value.value)
    : `${plainNumber(value.value)} (${interval})`
}

/** A difference in one line, such as `−0.0021 (−0.0030 to −0.0012)`. */
export function differenceText(difference: Difference): string {
  if (difference.kind === 'undefined') return `undefined: ${difference.reason}`
  const { value, low, high } = difference
  if (low === undefined || high === undefined) return signedNumber(value)
  return `${signedNumber(value)} (${signedNumber(low)} to ${signedNumber(high)})`
}

/** A test with its numbers, such as `sign test: better in 4, worse in 1, p = 0.375`. */
export function testText(test: PairedTest): string {
  switch (test.kind) {
    case 'diebold-mariano':
      return `Diebold–Mariano: ${numberText(test.statistic).replace('-', '−')} over ${numberText(test.points)} points, ${pText(test.pValue)}`
    case 'sign':
      return `sign test: better in ${test.better}, worse in ${test.worse}, ${pText(test.pValue)}`
    case 'mcnemar':
      return `McNemar: ${numberText(test.onlyCandidate)} right in the candidate alone, ${numberText(test.onlyReference)} in the reference alone, ${pText(test.pValue)}`
    case 'block-bootstrap':
      return `block bootstrap: ${signedNumber(test.low)} to ${signedNumber(test.high)} in ${shareText(test.level)} of ${numberText(test.repetitions)} draws of ${numberText(test.blocks)} blocks`
    case 'undefined':
      return `${test.test}: undefined, ${test.reason}`
  }
}

function pText(p: number): string {
  return p < 0.0001 ? 'p < 0.0001' : `p = ${numberText(Number(p.toPrecision(2)))}`
}

/** Instants as days where they are days. */
export function spanText({
  from,
  until,
}: {
  readonly from: string
  readonly until: string
}): string {
  return `${instantText(from)} to before ${instantText(until)}`
}

function instantText(instant: string): string {
  return instant.replace(/T00:00:00(\.0+)?Z$/, '').replace(/\.0+Z$/, 'Z')
}

/** What a contender was trained on, in words. */
export function trainingText({ kind, trainedOn }: Contender): string {
  if (trainedOn !== undefined) return spanText(trainedOn)
  if (kind === 'baseline') return 'learns from the past of each partition'
  return kind === 'recipe' ? 'anew as time goes on' : 'nobody said'
}

/** Whether more or less is better. */
export function directionText({ direction }: Backtest['metrics'][number]): string {
  return direction === 'higher' ? 'higher is better' : 'lower is better'
}

/** The level of intervals, such as `95 % intervals`. */
export function levelText(level: number): string {
  return `${shareText(level)} intervals`
}

/** A text in at most so many characters, so that no name can fill a report. */
export function cut(text: string, most = 80): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`
}

/** Names with commas, of many the first few and how many more. */
export function listText(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).map((name) => cut(name, 100))
  const rest = names.length - shown.length
  return rest > 0 ? `${shown.join(', ')} and ${numberText(rest)} more` : shown.join(', ')
}
