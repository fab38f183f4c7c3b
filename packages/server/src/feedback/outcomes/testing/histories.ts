import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { type Micros, micros } from '../../../platform/clock.ts'
import { contentOf, idOfContent } from '../policy.ts'
import type { MatchablePrediction, OutcomeContent, OutcomeRecord } from '../types.ts'

/** What a test says of an outcome; the rest is as it would be when a caller leaves it out. */
export interface SaidOutcome extends Partial<OutcomeContent> {
  readonly id?: string
  readonly revision?: number
  readonly recordedTime?: number
}

/** A record as ingest would make it of what was said. */
export function anOutcome(said: SaidOutcome = {}): OutcomeRecord {
  const { id, revision = 0, recordedTime = 1_000_000 } = said
  const content: OutcomeContent = {
    ...{ predictionId: said.predictionId, endpoint: said.endpoint, unit: said.unit },
    ...{ predictionTime: said.predictionTime, name: said.name ?? 'label' },
    ...{ value: said.value, text: said.text, eventTime: said.eventTime },
  }
  const contentHash = createHash('sha256').update(contentOf(content)).digest('hex')
  const eventTime = content.eventTime ?? micros(recordedTime)
  return {
    ...{ outcomeId: id ?? idOfContent(contentHash), revision, ...content, eventTime },
    ...{ recordedTime: micros(recordedTime), contentHash },
  }
}

const time: fc.Arbitrary<Micros> = fc.integer({ min: 0, max: 12 }).map((s) => micros(s * 1_000_000))
const endpoint = fc.constantFrom('flights', 'trains')
const unit = fc.constantFrom('ada', 'ben')
const predictionId = fc.integer({ min: 0, max: 5 }).map((number) => `p${number}.0`)

/** Predictions with few units and times, so that they tie. */
export const predictionHistories: fc.Arbitrary<readonly MatchablePrediction[]> = fc.uniqueArray(
  fc.record({
    ...{ predictionId, endpoint, eventTime: time, recordedTime: time },
    unit: fc.option(unit, { nil: undefined }),
  }),
  { selector: (one) => one.predictionId, maxLength: 6 },
)

const about = fc.oneof(
  fc.record({ predictionId, endpoint: fc.option(endpoint, { nil: undefined }) }),
  fc.record({ endpoint, unit, predictionTime: time }),
)
const said = fc.oneof(
  fc.record({ value: fc.integer({ min: 0, max: 2 }) }),
  fc.record({ text: fc.constantFrom('late', 'on time') }),
  fc.constant({}),
)

/** Outcomes with few ids, revisions, times and values, so that they repeat and contradict. */
export const outcomeHistories: fc.Arbitrary<readonly OutcomeRecord[]> = fc.array(
  fc
    .tuple(
      fc.record({
        id: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }),
        revision: fc.integer({ min: 0, max: 2 }),
        recordedTime: fc.integer({ min: 0, max: 12 }).map((s) => s * 1_000_000),
        name: fc.constantFrom('label', 'click'),
        eventTime: fc.option(time, { nil: undefined }),
      }),
      about,
      said,
    )
    .map(([base, subject, value]) => anOutcome({ ...base, ...subject, ...value } as SaidOutcome)),
  { maxLength: 14 },
)
