import { instant, quoted } from './text.ts'

/** Upper ends of ages of predictions, in seconds; the last is open. */
export const ageEnds: readonly (readonly [name: string, seconds: number])[] = [
  ['up to 1 h', 3600],
  ['1 h to 1 d', 86_400],
  ['1 d to 7 d', 604_800],
  ['7 d to 30 d', 2_592_000],
  ['30 d to 90 d', 7_776_000],
  ['over 90 d', Number.MAX_SAFE_INTEGER],
]

/** Predictions of an endpoint with the outcome of a name, or without. */
const predictionsWith = (endpoint: string, name: string) => `
  SELECT p.event_time, o.recorded_time AS known_time
  FROM internal.predictions p
  LEFT JOIN (SELECT * FROM internal.labels WHERE name = ${quoted(name)}) o
    ON p.prediction_key_1 = o.prediction_key_1 AND p.prediction_key_2 = o.prediction_key_2
      AND (o.endpoint IS NULL OR o.endpoint = p.endpoint)
  WHERE p.endpoint = ${quoted(endpoint)} AND p.prediction_id IS NOT NULL`

/** By age: its position in `ageEnds`, predictions, those with an outcome. */
export function agesQuery(endpoint: string, name: string, now: number): string {
  const cases = ageEnds.map(([, seconds], i) => `WHEN age < ${seconds} THEN ${i}`).join(' ')
  return `SELECT CASE ${cases} END AS age_group, count(*), count(known_time) FROM (
      SELECT known_time, epoch_us(${instant(now)}) / 1e6 - epoch_us(event_time) / 1e6 AS age
      FROM (${predictionsWith(endpoint, name)}))
    GROUP BY age_group ORDER BY age_group`
}

/** Steps of delays: a tenth of themselves, so that any range needs few. */
export const delayStep = 1.1

/**
 * Delays from prediction to known outcome, and ages of predictions without one, gathered in steps:
 * step, outcomes, predictions without. A step has everything up to `delayStep` to its power, in seconds.
 */
export function delaysQuery(endpoint: string, name: string, now: number): string {
  return `SELECT ceil(ln(greatest(seconds, 1)) / ln(${delayStep}))::INTEGER AS step,
      count(*) FILTER (is_known), count(*) FILTER (NOT is_known)
    FROM (SELECT known_time IS NOT NULL AS is_known,
        (epoch_us(coalesce(known_time, ${instant(now)})) - epoch_us(event_time)) / 1e6 AS seconds
      FROM (${predictionsWith(endpoint, name)}))
    GROUP BY step ORDER BY step`
}

/**
 * Outcomes that count and stand apart: those without a known prediction, and those that state another
 * endpoint than their prediction's.
 */
export function apartQuery(endpoint: string): string {
  return `
    WITH counting AS MATERIALIZED (
      SELECT prediction_id, endpoint, unit, prediction_time FROM outcomes
      WHERE endpoint IS NULL OR endpoint = ${quoted(endpoint)}
        OR prediction_id IN (SELECT prediction_id FROM predictions WHERE endpoint = ${quoted(endpoint)})),
    known AS (SELECT prediction_id, any_value(endpoint) AS endpoint FROM predictions
      SEMI JOIN counting USING (prediction_id) GROUP BY prediction_id),
    first_of_unit AS (SELECT endpoint, unit, min(event_time) AS event_time FROM predictions
      SEMI JOIN (SELECT endpoint, unit FROM counting WHERE prediction_id IS NULL)
        USING (endpoint, unit)
      WHERE prediction_id IS NOT NULL GROUP BY endpoint, unit)
    SELECT
      count(*) FILTER (CASE WHEN c.prediction_id IS NULL
        THEN f.event_time IS NULL OR f.event_time > c.prediction_time ELSE k.endpoint IS NULL END),
      count(*) FILTER (c.prediction_id IS NOT NULL AND c.endpoint <> k.endpoint)
    FROM counting c LEFT JOIN known k USING (prediction_id)
      LEFT JOIN first_of_unit f ON c.endpoint = f.endpoint AND c.unit = f.unit`
}
