import type { TableColumn } from '../types.ts'
import { shownColumns } from './prediction-views.ts'
import { quoted } from './text.ts'

/**
 * `joined`: each prediction with each outcome that counts for it, a row for each name; a prediction
 * without any has one row.
 */
export function joinedView(columns: readonly TableColumn[], endpoints: readonly string[]): string {
  const cases = endpoints.map((name, i) => `WHEN endpoint = ${quoted(name)} THEN ${i}`).join(' ')
  // A small number takes a fraction of the memory of a name, for each of millions of outcomes.
  const code = `CASE WHEN endpoint IS NULL THEN NULL ${cases} ELSE -1 END::INTEGER AS place`
  return `CREATE VIEW joined AS SELECT ${shownColumns(columns, 'p.')},
    o.name AS outcome_name, o.value AS outcome_value, o.text AS outcome_text,
    make_timestamp(epoch_us(o.event_time)) AS outcome_event_time,
    make_timestamp(epoch_us(o.recorded_time)) AS outcome_recorded_time,
    o.outcome_id AS outcome_id, o.revision AS outcome_revision
  FROM (SELECT *, ${code} FROM internal.predictions) p
    LEFT JOIN (SELECT *, ${code} FROM internal.labels) o
    ON p.prediction_key_1 = o.prediction_key_1 AND p.prediction_key_2 = o.prediction_key_2
      AND (o.place IS NULL OR o.place = p.place)`
}
