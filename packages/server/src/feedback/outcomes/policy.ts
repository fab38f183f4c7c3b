import type { Micros } from '../../platform/clock.ts'
import type { Match, MatchablePrediction, OutcomeContent, OutcomeRecord } from './types.ts'

/**
 * What an outcome says, in the canonical form of RFC 8785, whose SHA-256 is its content hash: the
 * members by the names of their columns, times in microseconds, absent ones left out. An event time
 * that the caller did not state is absent, so that the same outcome sent again has the same content.
 *
 * Texts must be well-formed and numbers finite.
 */
export function contentOf(outcome: OutcomeContent): string {
  // In the order of RFC 8785, which JSON.stringify keeps; it leaves out what is undefined.
  return JSON.stringify({
    endpoint: outcome.endpoint,
    event_time: outcome.eventTime,
    name: outcome.name,
    prediction_id: outcome.predictionId,
    prediction_time: outcome.predictionTime,
    text: outcome.text,
    unit: outcome.unit,
    value: outcome.value,
  })
}

/** The id of an outcome that its caller gave none. */
export function idOfContent(contentHash: string): string {
  return `sha256:${contentHash}`
}

/** Whether an outcome says that there is none. */
function isRetraction({ value, text }: OutcomeRecord): boolean {
  return value === undefined && text === undefined
}

/**
 * The order in which outcomes win over each other: the highest revision, then the latest event time,
 * then the greatest content hash. What is still equal says the same; of those the first that was
 * recorded stands for all, then the greatest id, so that the choice depends on no order.
 *
 * @returns below 0 when `a` wins
 */
export function compareOutcomes(a: OutcomeRecord, b: OutcomeRecord): number {
  return (
    b.revision - a.revision ||
    b.eventTime - a.eventTime ||
    compareTexts(b.contentHash, a.contentHash) ||
    a.recordedTime - b.recordedTime ||
    compareTexts(b.outcomeId, a.outcomeId)
  )
}

/** In the order of code points, which is that of bytes in UTF-8 and so that of databases. */
function compareTexts(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const [one, other] = [a.charCodeAt(i), b.charCodeAt(i)]
    if (one !== other) return rankOf(one) - rankOf(other)
  }
  return a.length - b.length
}

/** Surrogates stand for code points above all others. */
function rankOf(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit
}

/**
 * The outcomes that count, one for each id, as they were known at a time: of those recorded until
 * then, the one that wins. However they arrived, how often and in which parts makes no difference.
 *
 * @param asOf absent: as they are known now
 */
export function resolveOutcomes(
  records: Iterable<OutcomeRecord>,
  asOf?: Micros,
): ReadonlyMap<string, OutcomeRecord> {
  const winners = new Map<string, OutcomeRecord>()
  for (const record of records) {
    if (asOf !== undefined && record.recordedTime > asOf) continue
    const known = winners.get(record.outcomeId)
    if (known === undefined || compareOutcomes(record, known) < 0) {
      winners.set(record.outcomeId, record)
    }
  }
  return winners
}

/** Predictions, to find those that outcomes are about. */
export interface PredictionIndex {
  readonly byId: ReadonlyMap<string, MatchablePrediction>
  /** By endpoint and unit, latest event time first; of equal ones the greatest id first. */
  readonly byUnit: ReadonlyMap<string, readonly MatchablePrediction[]>
}

/** @param asOf absent: those known now; else those recorded until then */
function indexPredictions(
  predictions: Iterable<MatchablePrediction>,
  asOf?: Micros,
): PredictionIndex {
  const byId = new Map<string, MatchablePrediction>()
  const byUnit = new Map<string, MatchablePrediction[]>()
  for (const prediction of predictions) {
    if (asOf !== undefined && prediction.recordedTime > asOf) continue
    byId.set(prediction.predictionId, prediction)
    if (prediction.unit === undefined) continue
    const key = unitKey(prediction.endpoint, prediction.unit)
    const list = byUnit.get(key)
    if (list === undefined) byUnit.set(key, [prediction])
    else list.push(prediction)
  }
  for (const list of byUnit.values()) {
    list.sort((a, b) => b.eventTime - a.eventTime || compareTexts(b.predictionId, a.predictionId))
  }
  return { byId, byUnit }
}

/** Names of endpoints have no spaces. */
function unitKey(endpoint: string, unit: string): string {
  return `${endpoint} ${unit}`
}

/**
 * The prediction that an outcome is about: the one it names; else, of its endpoint and unit, the one
 * with the latest event time that is not after the outcome's prediction time, of equal ones that with
 * the greatest id.
 */
function matchOutcome(outcome: OutcomeRecord, { byId, byUnit }: PredictionIndex): Match {
  const { predictionId, endpoint, unit, predictionTime } = outcome
  if (predictionId !== undefined) {
    const prediction = byId.get(predictionId)
    if (prediction === undefined) return { kind: 'unmatched' }
    const isOther = endpoint !== undefined && endpoint !== prediction.endpoint
    return { kind: isOther ? 'endpoint-mismatch' : 'matched', prediction }
  }
  if (endpoint === undefined || unit === undefined || predictionTime === undefined) {
    return { kind: 'unmatched' }
  }
  const prediction = byUnit
    .get(unitKey(endpoint, unit))
    ?.find(({ eventTime }) => eventTime <= predictionTime)
  return prediction === undefined ? { kind: 'unmatched' } : { kind: 'matched', prediction }
}

/** Predictions with what happened, and the outcomes that stand apart. */
export interface JoinedOutcomes {
  /** By prediction id and name. A retracted outcome is none. */
  readonly labels: ReadonlyMap<string, ReadonlyMap<string, OutcomeRecord>>
  readonly unmatched: readonly OutcomeRecord[]
  readonly mismatched: readonly OutcomeRecord[]
}

/**
 * What is known of predictions at a time. Of several outcomes of one name for a prediction the same
 * order decides as among those of one id.
 */
export function joinOutcomes(
  predictions: Iterable<MatchablePrediction>,
  outcomes: Iterable<OutcomeRecord>,
  asOf?: Micros,
): JoinedOutcomes {
  const index = indexPredictions(predictions, asOf)
  const winners = new Map<string, Map<string, OutcomeRecord>>()
  const unmatched: OutcomeRecord[] = []
  const mismatched: OutcomeRecord[] = []
  for (const outcome of resolveOutcomes(outcomes, asOf).values()) {
    const match = matchOutcome(outcome, index)
    if (match.kind === 'unmatched') unmatched.push(outcome)
    else if (match.kind === 'endpoint-mismatch') mismatched.push(outcome)
    else letWin(winners, match.prediction.predictionId, outcome)
  }
  return { labels: withoutRetractions(winners), unmatched, mismatched }
}

function letWin(
  winners: Map<string, Map<string, OutcomeRecord>>,
  predictionId: string,
  outcome: OutcomeRecord,
): void {
  const names = winners.get(predictionId) ?? new Map<string, OutcomeRecord>()
  winners.set(predictionId, names)
  const known = names.get(outcome.name)
  if (known === undefined || compareOutcomes(outcome, known) < 0) names.set(outcome.name, outcome)
}

function withoutRetractions(winners: ReadonlyMap<string, ReadonlyMap<string, OutcomeRecord>>) {
  const labels = new Map<string, ReadonlyMap<string, OutcomeRecord>>()
  for (const [predictionId, names] of winners) {
    const kept = new Map([...names].filter(([, outcome]) => !isRetraction(outcome)))
    if (kept.size > 0) labels.set(predictionId, kept)
  }
  return labels
}
