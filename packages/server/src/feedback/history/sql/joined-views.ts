import type { TableColumn } from '../types.ts'
import { shownColumns } from './prediction-views.ts'

/**
 * `joined`: each prediction with each outcome that counts for it, a row for each name; a prediction
 * without any has one row.
 */
export function joinedView(columns: readonly TableColumn[]): string {
  return `CREATE VIEW joined AS SELECT ${shownColumns(columns, 'p.')},
    o.name AS outcome_name, o.value AS outcome_value, o.text AS outcome_text,
    make_timestamp(epoch_us(o.event_time)) AS outcome_event_time,
    make_timestamp(epoch_us(o.recorded_time)) AS outcome_recorded_time,
    o.outcome_id AS outcome_id, o.revision AS outcome_revision
  FROM internal.predictions p LEFT JOIN internal.labels o
    ON p.prediction_key_1 = o.prediction_key_1 AND p.prediction_key_2 = o.prediction_key_2
      AND (o.endpoint IS NULL OR o.endpoint = p.endpoint)`
}
