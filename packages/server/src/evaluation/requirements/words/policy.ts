import {
  type JudgedRequirement,
  type Requirement,
  requirementText,
  type Verdict,
} from '@ratchet-ml/protocol'
import { isMachineMetric, type Known, machineUnits, type Numbered } from '../types.ts'

/** What holds because there is nothing to compare with. */
export function vacuous(numbered: Numbered, says: string): JudgedRequirement {
  const { index, requirement } = numbered
  const { metric, level } = requirement
  return { requirement: index, metric, level, place: 'overall', verdict: 'pass', n: 0, says }
}

interface Outcome {
  readonly verdict: Verdict
  readonly bound: number
  /** Of a difference. */
  readonly direction?: 'higher' | 'lower'
}

/** A requirement as it was judged at a place, in words with the numbers. */
export function told(
  { index, requirement }: Numbered,
  place: string,
  known: Known,
  leftOut: readonly string[] = [],
  outcome?: Outcome,
): JudgedRequirement {
  const { metric, level } = requirement
  const base = { requirement: index, metric, level, place, n: known.n }
  const less =
    leftOut.length === 0
      ? ''
      : ` Left out for fewer than ${requirement.fewestRows} rows: ${listed(leftOut)}.`
  if (known.kind === 'unknown' || outcome === undefined) {
    const because = known.kind === 'unknown' ? known.because : 'It was not judged.'
    const says = `${requirementText(requirement)}, ${place}: not known. ${because}${less}`
    return { ...base, verdict: 'inconclusive', says }
  }
  const { value, low, high } = known
  const { verdict, bound } = outcome
  const says = `${sentence(requirement, place, known, outcome)}${less}`
  return { ...base, verdict, value, low, high, bound, says }
}

function sentence(
  requirement: Requirement,
  place: string,
  known: Extract<Known, { kind: 'known' }>,
  { verdict, bound, direction }: Outcome,
): string {
  const { metric, against, confidence } = requirement
  const what = against === undefined ? metric : `${metric} less that of ${against}`
  const unit = isMachineMetric(metric) ? ` ${machineUnits[metric]}` : ''
  const isUpper = direction === undefined ? requirement.atMost !== undefined : direction === 'lower'
  const asked = `${isUpper ? 'at most' : 'at least'} ${digits(bound)}${unit}`
  const level = `${Number((confidence * 100).toFixed(4))} %`
  const judged = {
    pass: `${asked} holds`,
    fail: `${asked} does not hold`,
    inconclusive: `whether ${asked} holds is open`,
    error: `${asked} was not judged`,
  }[verdict]
  const remark = known.remark === undefined ? '' : ` (${known.remark})`
  return (
    `${what}, ${place}: ${digits(known.value)}${unit}, ${level} interval ` +
    `${digits(known.low)} to ${digits(known.high)}: ${judged}${remark}.`
  )
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(', ')
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown
}

/** Five significant digits tell a verdict apart; more only look exact. */
function digits(value: number): string {
  return String(Number(value.toPrecision(5)))
}
