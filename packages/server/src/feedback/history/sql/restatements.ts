import { quoted } from './text.ts'

/**
 * Records that changed what was known of their outcome id: each next to the record that counted
 * before it came. Deliveries of the same content and corrections that did not win are none.
 */
export function restatementsQuery(endpoint: string): string {
  return `
    WITH several AS (
      SELECT outcome_id FROM outcome_history GROUP BY outcome_id
      HAVING count(DISTINCT (revision, event_time, content_hash)) > 1),
    arrived AS (
      SELECT h.*, (revision, event_time, content_hash) AS place
      FROM outcome_history h SEMI JOIN several USING (outcome_id)),
    counted AS (
      SELECT *, max(place) OVER earlier AS before,
        arg_max(struct_pack(v := value, t := text), place) OVER earlier AS was
      FROM arrived
      WINDOW earlier AS (PARTITION BY outcome_id ORDER BY recorded_time, place
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))
    SELECT outcome_id, prediction_id, name, revision, was.v, was.t, value, text, recorded_time
    FROM counted
    WHERE before IS NOT NULL AND place > before
      AND (was.v IS DISTINCT FROM value OR was.t IS DISTINCT FROM text)
      AND (endpoint = ${quoted(endpoint)}
        OR prediction_id IN (SELECT prediction_id FROM predictions WHERE endpoint = ${quoted(endpoint)}))
    ORDER BY recorded_time DESC, outcome_id, revision DESC`
}
