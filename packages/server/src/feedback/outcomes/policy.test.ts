import { Buffer } from 'node:buffer'
import { canonicalJson } from '@ratchet-ml/scoring'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { micros } from '../../platform/clock.ts'
import { compareOutcomes, contentOf, joinOutcomes, resolveOutcomes } from './policy.ts'
import { anOutcome, outcomeHistories, predictionHistories } from './testing/histories.ts'
import type { MatchablePrediction, OutcomeRecord } from './types.ts'

const flight: MatchablePrediction = {
  ...{ predictionId: 'p.0', endpoint: 'flights', unit: 'ada' },
  ...{ eventTime: micros(5), recordedTime: micros(5) },
}

/** The label of the only prediction, as value or text. */
function labelOf(outcomes: readonly OutcomeRecord[], name = 'label', asOf?: number) {
  const joined = joinOutcomes([flight], outcomes, asOf === undefined ? asOf : micros(asOf))
  const label = joined.labels.get('p.0')?.get(name)
  return label?.value ?? label?.text
}

test('content is the canonical JSON of what was said, by the names of the columns', () => {
  const said = {
    ...{ predictionId: 'p.0', endpoint: 'flights', unit: 'Jürgen "x"', name: 'label' },
    ...{ predictionTime: micros(7), value: -0, text: undefined, eventTime: micros(1e15) },
  }
  expect(contentOf(said)).toBe(
    canonicalJson({
      ...{ prediction_id: 'p.0', endpoint: 'flights', unit: 'Jürgen "x"', name: 'label' },
      ...{ prediction_time: 7, value: 0, event_time: 1e15 },
    }),
  )
})

test('what was sent twice counts once, though its event time was left to the clock', () => {
  const [one, again] = [3, 9].map((recordedTime) =>
    anOutcome({ predictionId: 'p.0', value: 20, recordedTime }),
  )
  expect(one?.outcomeId).toBe(again?.outcomeId)
  expect(resolveOutcomes([one, again] as OutcomeRecord[]).size).toBe(1)
})

test('a correction wins by its revision, though it happened and came before', () => {
  const first = anOutcome({ id: 'a', predictionId: 'p.0', value: 1, eventTime: micros(9) })
  const second = { id: 'a', revision: 1, predictionId: 'p.0', value: 0, eventTime: micros(2) }
  expect(labelOf([anOutcome({ ...second, recordedTime: 1 }), first])).toBe(0)
})

test('of contradicting outcomes the later event counts, of simultaneous ones the greater hash', () => {
  const at = (value: number, time: number) =>
    anOutcome({ predictionId: 'p.0', value, eventTime: micros(time) })
  expect(labelOf([at(1, 7), at(0, 6)])).toBe(1)
  const [one, two] = [at(1, 7), at(2, 7)]
  const greater = one.contentHash > two.contentHash ? 1 : 2
  expect([labelOf([one, two]), labelOf([two, one])]).toEqual([greater, greater])
})

test('ids that decide between equal outcomes are compared as databases compare them', () => {
  const ids = ['a', 'b', '\uffee', '\u{1f600}', '\u{1f600}a']
  const outcomes = ids.map((id) => anOutcome({ id, predictionId: 'p.0', value: 1 }))
  for (let i = 1; i < outcomes.length; i++) {
    const [less, more] = [outcomes[i - 1], outcomes[i]] as [OutcomeRecord, OutcomeRecord]
    expect([compareOutcomes(less, more) > 0, compareOutcomes(more, less) < 0]).toEqual([true, true])
    const bytes = Buffer.compare(Buffer.from(less.outcomeId), Buffer.from(more.outcomeId))
    expect(bytes).toBe(-1)
  }
})

test('a prediction has outcomes of several names', () => {
  const outcomes = [
    anOutcome({ predictionId: 'p.0', name: 'click', value: 1 }),
    anOutcome({ predictionId: 'p.0', name: 'purchase', value: 20 }),
  ]
  expect([labelOf(outcomes, 'click'), labelOf(outcomes, 'purchase')]).toEqual([1, 20])
})

test('a retraction takes the outcome away, and what comes after it counts again', () => {
  const at = (time: number, value?: number) =>
    anOutcome({
      predictionId: 'p.0',
      eventTime: micros(time),
      ...(value === undefined ? {} : { value }),
    })
  expect(labelOf([at(6, 1), at(7)])).toBeUndefined()
  expect(labelOf([at(6, 1), at(7), at(8, 3)])).toBe(3)
})

test('a unit and a time mean the latest prediction that was not after it', () => {
  const at = (time: number, id: string) => ({
    ...flight,
    predictionId: id,
    eventTime: micros(time),
  })
  const predictions = [at(5, 'p1'), at(8, 'p2'), at(8, 'p3'), at(11, 'p4')]
  const outcome = (time: number) =>
    anOutcome({ endpoint: 'flights', unit: 'ada', predictionTime: micros(time), value: 1 })
  const found = (time: number) => [...joinOutcomes(predictions, [outcome(time)]).labels.keys()]
  expect([4, 5, 7, 8, 10, 99].map(found)).toEqual([[], ['p1'], ['p1'], ['p3'], ['p3'], ['p4']])
})

test('an outcome for another endpoint stands apart, one without a prediction waits for it', () => {
  const other = anOutcome({ predictionId: 'p.0', endpoint: 'trains', value: 1 })
  const early = anOutcome({ predictionId: 'q.0', value: 1 })
  expect(joinOutcomes([flight], [other, early])).toMatchObject({
    ...{ mismatched: [other], unmatched: [early], labels: new Map() },
  })
  const late = { ...flight, predictionId: 'q.0' }
  expect(joinOutcomes([flight, late], [other, early]).labels.get('q.0')?.get('label')).toBe(early)
})

test('as of a time, only what had been recorded until then is known', () => {
  const outcomes = [
    anOutcome({ id: 'a', predictionId: 'p.0', value: 1, recordedTime: 10 }),
    anOutcome({ id: 'a', revision: 1, predictionId: 'p.0', value: 0, recordedTime: 20 }),
  ]
  expect([4, 9, 10, 19, 20].map((time) => labelOf(outcomes, 'label', time))).toEqual([
    ...[undefined, undefined, 1, 1, 0],
  ])
})

test('neither order of arrival, nor repetition, nor the parts they came in make a difference', () => {
  const shuffled = outcomeHistories.chain((history) =>
    fc.tuple(
      fc.constant(history),
      fc.shuffledSubarray([...history, ...history], { minLength: history.length * 2 }),
    ),
  )
  fc.assert(
    fc.property(predictionHistories, shuffled, (predictions, [history, delivered]) => {
      expect(shown(joinOutcomes(predictions, delivered))).toEqual(
        shown(joinOutcomes(predictions, history)),
      )
    }),
  )
})

test('the join is the one that its sentences say, word by word', () => {
  const asOf = fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined })
  fc.assert(
    fc.property(predictionHistories, outcomeHistories, asOf, (predictions, outcomes, seconds) => {
      const time = seconds === undefined ? undefined : micros(seconds * 1_000_000)
      expect(shown(joinOutcomes(predictions, outcomes, time))).toEqual(
        bruteForce(predictions, outcomes, time),
      )
    }),
    { numRuns: 500 },
  )
})

interface Shown {
  readonly labels: readonly string[]
  readonly apart: readonly string[]
}

function shown({ labels, unmatched, mismatched }: ReturnType<typeof joinOutcomes>): Shown {
  const found = [...labels].flatMap(([id, names]) =>
    [...names.values()].map((outcome) => `${id} ${textOf(outcome)}`),
  )
  return { labels: found.sort(), apart: [...unmatched, ...mismatched].map(textOf).sort() }
}

function textOf(outcome: OutcomeRecord): string {
  return JSON.stringify(Object.values(outcome).map((value) => value ?? null))
}

/** Sorts whole lists and takes the first, for each prediction anew. */
function bruteForce(
  all: readonly MatchablePrediction[],
  history: readonly OutcomeRecord[],
  asOf = Number.POSITIVE_INFINITY,
): Shown {
  const predictions = all.filter(({ recordedTime }) => recordedTime <= asOf)
  const known = history.filter(({ recordedTime }) => recordedTime <= asOf)
  const ids = [...new Set(known.map(({ outcomeId }) => outcomeId))]
  const counting = ids.map((id) => best(known.filter(({ outcomeId }) => outcomeId === id)))
  const labels: string[] = []
  const apart: string[] = []
  for (const outcome of counting) {
    const prediction = predictionOf(outcome, predictions)
    const { endpoint } = outcome
    if (prediction === undefined || (endpoint ?? prediction.endpoint) !== prediction.endpoint) {
      apart.push(textOf(outcome))
      continue
    }
    const rivals = counting.filter(
      (other) =>
        other.name === outcome.name &&
        predictionOf(other, predictions) === prediction &&
        (other.endpoint ?? prediction.endpoint) === prediction.endpoint,
    )
    const isEmpty = outcome.value === undefined && outcome.text === undefined
    if (best(rivals) === outcome && !isEmpty) {
      labels.push(`${prediction.predictionId} ${textOf(outcome)}`)
    }
  }
  return { labels: labels.sort(), apart: apart.sort() }
}

function best(outcomes: readonly OutcomeRecord[]): OutcomeRecord {
  const keys: ((outcome: OutcomeRecord) => number | string)[] = [
    (one) => one.revision,
    (one) => one.eventTime,
    (one) => one.contentHash,
    (one) => -one.recordedTime,
    (one) => one.outcomeId,
  ]
  let left = outcomes
  for (const key of keys) {
    const most = left.map(key).sort((a, b) => (a < b ? 1 : a > b ? -1 : 0))[0]
    left = left.filter((one) => key(one) === most)
  }
  return left[0] as OutcomeRecord
}

function predictionOf(
  { predictionId, endpoint, unit, predictionTime }: OutcomeRecord,
  predictions: readonly MatchablePrediction[],
): MatchablePrediction | undefined {
  if (predictionId !== undefined)
    return predictions.find((one) => one.predictionId === predictionId)
  const before = predictions.filter(
    (one) =>
      one.endpoint === endpoint && one.unit === unit && one.eventTime <= (predictionTime ?? -1),
  )
  const latest = Math.max(...before.map(({ eventTime }) => eventTime))
  return before
    .filter(({ eventTime }) => eventTime === latest)
    .sort((a, b) => (a.predictionId < b.predictionId ? 1 : -1))[0]
}
