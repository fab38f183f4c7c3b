import type { CoverageView, RestatementPage, RestatementView } from '@ratchet-ml/protocol'
import { kaplanMeier } from '@ratchet-ml/stats'
import { type Micros, toRfc3339 } from '../../platform/clock.ts'
import { ageEnds, agesQuery, apartQuery, delayStep, delaysQuery } from './sql/coverage.ts'
import { restatementsQuery } from './sql/restatements.ts'
import type { Cell, QueryResult } from './types.ts'

/** Puts a query to everything that was recorded until a time; absent: until now. */
export type Ask = (sql: string, rows: number, asOf?: number) => Promise<QueryResult>

const mostSteps = 1000

/** How many predictions of an endpoint have an outcome, and after how long. */
export async function coverageOf(
  ask: Ask,
  endpoint: string,
  name: string,
  now: Micros,
  asOf?: Micros,
): Promise<CoverageView> {
  const at = asOf ?? now
  const ages = await ask(agesQuery(endpoint, name, at), ageEnds.length, asOf)
  const delays = await ask(delaysQuery(endpoint, name, at), mostSteps, asOf)
  const apart = await ask(apartQuery(endpoint), 1, asOf)
  const [unmatched = 0, endpointMismatch = 0] = (apart.rows[0] ?? []).map(Number)
  const steps = delays.rows.map(([step, known, open]) => ({
    // The least power that ends a step, as the query cuts them.
    time: secondsOf(Number(step)),
    events: Number(known),
    censored: Number(open),
  }))
  return {
    ...{ endpoint, asOf: toRfc3339(at), name },
    ages: ages.rows.map(([group, predictions, withOutcome]) => ({
      age: ageEnds[Number(group)]?.[0] ?? '',
      predictions: Number(predictions),
      withOutcome: Number(withOutcome),
    })),
    // Predictions too young to have an outcome are censored, and do not count as having none.
    delays: kaplanMeier(steps)
      .filter(({ events }) => events > 0)
      .map(({ time, survival }) => ({ seconds: Math.round(time), share: 1 - survival })),
    ...{ unmatched, endpointMismatch },
  }
}

function secondsOf(step: number): number {
  let seconds = 1
  for (let i = 0; i < step; i++) seconds *= delayStep
  return seconds
}

/** What was first recorded otherwise of an endpoint's predictions, newest first. */
export async function restatementsOf(
  ask: Ask,
  endpoint: string,
  most: number,
): Promise<RestatementPage> {
  const { rows, isCut } = await ask(restatementsQuery(endpoint), most)
  return { restatements: rows.map(toRestatement), isCut }
}

function toRestatement(row: readonly Cell[]): RestatementView {
  const [outcomeId, predictionId, name, revision, wasValue, wasText, value, text, recorded] = row
  const from = wasValue ?? wasText
  const to = value ?? text
  return {
    outcomeId: String(outcomeId),
    ...(predictionId === null ? {} : { predictionId: String(predictionId) }),
    ...{ name: String(name), revision: Number(revision) },
    ...(from === null || typeof from === 'boolean' || from === undefined ? {} : { from }),
    ...(to === null || typeof to === 'boolean' || to === undefined ? {} : { to }),
    recordedTime: String(recorded),
  }
}
