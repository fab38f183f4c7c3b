import type { Backtest, JudgedRequirement, Requirement, Verdict } from '@ratchet-ml/protocol'
import { judgeInterval } from '@ratchet-ml/stats'
import { levelTooLow, unknown } from './known/policy.ts'
import { boundsOf, type Margin, toMargin } from './margin/policy.ts'
import { directionOf, mainPlaces, type Pair, referenceAt, slicePlaces } from './places/policy.ts'
import {
  isMachineMetric,
  type Judging,
  type Known,
  type MachineMeasure,
  type Numbered,
  type Placed,
} from './types.ts'
import { told, vacuous } from './words/policy.ts'

/**
 * Judges requirements on the bounds of intervals: pass only when all of an interval lies within what is
 * asked, fail only when all of it lies beyond, else inconclusive. What is not known never passes.
 *
 * @param isAsked leaves out the others; the numbers of requirements stay
 */
export function judgeRequirements(
  requirements: readonly Requirement[],
  judging: Judging,
  isAsked: (requirement: Requirement) => boolean = () => true,
): readonly JudgedRequirement[] {
  return requirements.flatMap((requirement, index) => {
    if (!isAsked(requirement)) return []
    return isMachineMetric(requirement.metric)
      ? [judgeMachine({ index, requirement }, judging.machine)]
      : judgeMetric({ index, requirement }, judging)
  })
}

/** The worst answer to what must be; what should be only warns. */
export function verdictOf(judged: readonly JudgedRequirement[]): Verdict {
  const verdicts = judged.filter(({ level }) => level === 'must').map(({ verdict }) => verdict)
  const order = ['fail', 'error', 'inconclusive'] as const
  return order.find((verdict) => verdicts.includes(verdict)) ?? 'pass'
}

function judgeMachine(
  numbered: Numbered,
  measures: readonly MachineMeasure[] | undefined,
): JudgedRequirement {
  const { metric, confidence } = numbered.requirement
  const measure = measures?.find((one) => one.metric === metric)
  if (measure === undefined)
    return told(numbered, 'overall', unknown(`${metric} was not measured.`))
  const tooLow = levelTooLow(measure.level, confidence)
  const known: Known = tooLow === undefined ? { kind: 'known', ...measure } : unknown(tooLow)
  return judgeAbsolute(numbered, { place: 'overall', known }, [])
}

function judgeMetric(numbered: Numbered, judging: Judging): readonly JudgedRequirement[] {
  const { requirement } = numbered
  const { against } = requirement
  if (against === undefined) return judgeAt(numbered, judging, undefined)
  const reference = against === 'champion' ? judging.champion : against
  if (reference === undefined) return [vacuous(numbered, 'There is no champion to compare with.')]
  if (reference === 'itself') return [vacuous(numbered, 'It is the champion.')]
  if (reference === judging.subject) return [vacuous(numbered, `It is ${reference} itself.`)]
  return judgeAt(numbered, judging, reference)
}

function judgeAt(
  numbered: Numbered,
  judging: Judging,
  reference: string | undefined,
): readonly JudgedRequirement[] {
  const { backtest } = judging
  if (backtest === undefined) {
    return [told(numbered, 'overall', unknown('There is no back-test to judge it on.'))]
  }
  const { subject } = judging
  const among = reference === undefined ? [subject] : [subject, reference]
  const pair = { subject, reference, among }
  const lacking = among.find((name) => !backtest.contenders.some((one) => one.name === name))
  if (lacking !== undefined) {
    return [told(numbered, 'overall', unknown(`${lacking} is not in the back-test.`))]
  }
  const main = mainPlaces(numbered.requirement, backtest, pair)
  const slices = slicePlaces(numbered.requirement, backtest, pair)
  const judge = (one: Placed, leftOut: readonly string[]) =>
    reference === undefined
      ? judgeAbsolute(numbered, one, leftOut)
      : judgeRelative(numbered, one, leftOut, backtest, { ...pair, reference })
  return [main, slices].flatMap(({ placed, leftOut }) =>
    placed.map((one, i) => judge(one, i === 0 ? leftOut : [])),
  )
}

function judgeAbsolute(
  numbered: Numbered,
  { place, known }: Placed,
  leftOut: readonly string[],
): JudgedRequirement {
  const { atMost, atLeast } = numbered.requirement
  if (known.kind === 'unknown') return told(numbered, place, known, leftOut)
  const bound = atMost ?? atLeast
  const asked = atMost === undefined ? { atLeast: atLeast ?? Number.NaN } : { atMost }
  const { outcome } = judgeInterval({ ...known, level: numbered.requirement.confidence }, asked)
  return told(numbered, place, known, leftOut, { verdict: outcome, bound: bound ?? Number.NaN })
}

function judgeRelative(
  numbered: Numbered,
  { place, known }: Placed,
  leftOut: readonly string[],
  backtest: Backtest,
  pair: Pair & { readonly reference: string },
): JudgedRequirement {
  const { requirement } = numbered
  if (known.kind === 'unknown') return told(numbered, place, known, leftOut)
  const direction = directionOf(backtest, requirement.metric)
  if (direction === 'none') {
    const because = `${requirement.metric} has no better or worse, so nothing can be compared by it.`
    return told(numbered, place, unknown(because, known.n), leftOut)
  }
  const margin = marginOf(requirement)
  const reference = margin.isShare ? referenceAt(place, requirement, backtest, pair) : known
  const bounds = boundsOf(margin, direction, reference)
  if ('because' in bounds) return told(numbered, place, unknown(bounds.because, known.n), leftOut)
  const { strict, lenient } = bounds
  const within = (bound: number) =>
    judgeInterval(
      { ...known, level: requirement.confidence },
      direction === 'lower' ? { atMost: bound } : { atLeast: bound },
    ).outcome
  const verdict =
    within(strict) === 'pass' ? 'pass' : within(lenient) === 'fail' ? 'fail' : 'inconclusive'
  return told(numbered, place, known, leftOut, { verdict, bound: strict, direction })
}

function marginOf({ betterBy, worseByAtMost }: Requirement): Margin {
  return betterBy === undefined
    ? toMargin('worseByAtMost', worseByAtMost ?? Number.NaN)
    : toMargin('betterBy', betterBy)
}
