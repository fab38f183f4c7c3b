import type { TableColumn } from '../types.ts'
import { emptyOf } from './prediction-views.ts'
import { instant, listed } from './text.ts'

/** Columns of the outcome table, in their order. */
export const outcomeColumns: readonly TableColumn[] = [
  { name: 'outcome_id', kind: 'text' },
  { name: 'revision', kind: 'integer' },
  { name: 'prediction_id', kind: 'text' },
  { name: 'endpoint', kind: 'text' },
  { name: 'unit', kind: 'text' },
  { name: 'prediction_time', kind: 'timestamp' },
  { name: 'name', kind: 'text' },
  { name: 'value', kind: 'number' },
  { name: 'text', kind: 'text' },
  { name: 'event_time', kind: 'timestamp' },
  { name: 'recorded_time', kind: 'timestamp' },
  { name: 'content_hash', kind: 'text' },
  { name: 'outcome_key', kind: 'integer' },
  { name: 'prediction_key_1', kind: 'integer' },
  { name: 'prediction_key_2', kind: 'integer' },
]

/** The files of outcomes, and what is known of them beforehand. */
export interface OutcomeFiles {
  readonly paths: readonly string[]
  /** Those of `paths` that `contested` has not seen. */
  readonly unseen: readonly string[]
  /**
   * A file with the keys of predictions several of whose outcomes meet: same id, or same prediction
   * and name. Of all others, each outcome counts as it is. Absent: nothing is known.
   */
  readonly contested?: string
}

const shown =
  'outcome_id, revision, prediction_id, endpoint, unit, make_timestamp(epoch_us(prediction_time)) AS prediction_time, name, value, text, make_timestamp(epoch_us(event_time)) AS event_time, make_timestamp(epoch_us(recorded_time)) AS recorded_time, content_hash'

/** The order in which outcomes win; of equal ones the first recorded, then the greatest id. */
const winning = 'revision DESC, event_time DESC, content_hash DESC, recorded_time, outcome_id DESC'

const resolve = (rows: string) =>
  `SELECT * FROM (${rows}) QUALIFY row_number() OVER (PARTITION BY outcome_id ORDER BY ${winning}) = 1`

const keys = '(prediction_key_1, prediction_key_2)'
const among = (relation: string) => `SEMI JOIN ${relation} USING ${keys}`
const apart = (relation: string) => `ANTI JOIN ${relation} USING ${keys}`

/** Outcomes that must be resolved. */
const unsettled = `
  SELECT * FROM internal.records WHERE prediction_id IS NULL
  UNION ALL SELECT * FROM internal.records ${among('meeting')} WHERE prediction_id IS NOT NULL`

/**
 * Views of outcomes: `outcome_history` has every one that came, `outcomes` the one of each id that
 * counts, `internal.labels` the one that counts for each prediction and name.
 *
 * Most outcomes are the only one of their id and of their prediction and name. Those need no
 * resolution, and finding which do is what the keys are for: it takes two numbers of each.
 */
export function outcomeViews(files: OutcomeFiles, asOf?: number): readonly string[] {
  const where = asOf === undefined ? '' : ` WHERE recorded_time <= ${instant(asOf)}`
  const source =
    files.paths.length === 0
      ? `(SELECT * FROM ${emptyOf(outcomeColumns)})`
      : `read_parquet(${listed(files.paths)}, hive_partitioning=false)`
  const columns = outcomeColumns.map(({ name }) => name).join(', ')
  return [
    `CREATE VIEW internal.records AS SELECT ${columns} FROM ${source}${where}`,
    `CREATE VIEW internal.meeting AS ${meetingOf(files)}`,
    `CREATE VIEW outcome_history AS SELECT ${shown} FROM internal.records`,
    `CREATE VIEW outcomes AS SELECT ${shown} FROM (${resolvedOutcomes})`,
    `CREATE VIEW internal.labels AS ${labels}`,
  ]
}

/** Keys of predictions whose outcomes may meet; more than do is no error. */
function meetingOf({ paths, unseen, contested }: OutcomeFiles): string {
  if (contested === undefined) {
    return 'SELECT DISTINCT prediction_key_1, prediction_key_2 FROM internal.records WHERE prediction_id IS NOT NULL'
  }
  const known = `SELECT prediction_key_1, prediction_key_2 FROM read_parquet(${listed([contested])})`
  if (unseen.length === 0) return known
  const all = `read_parquet(${listed(paths)}, hive_partitioning=false)`
  const fresh = `read_parquet(${listed(unseen)}, hive_partitioning=false)`
  return `${known} UNION SELECT prediction_key_1, prediction_key_2 FROM ${all} WHERE prediction_key_1 IS NOT NULL AND outcome_key IN (SELECT outcome_key FROM ${fresh})`
}

const resolvedOutcomes = `
  WITH meeting AS MATERIALIZED (SELECT * FROM internal.meeting)
  SELECT * FROM internal.records ${apart('meeting')} WHERE prediction_id IS NOT NULL
  UNION ALL
  ${resolve(unsettled)}`

/**
 * The rule of the join, in SQL. Outcomes by endpoint, unit and time find the prediction of that
 * endpoint and unit with the latest event time not after theirs, of equal ones the greatest id. An
 * outcome that states another endpoint than its prediction's does not count.
 */
const labels = `
  WITH meeting AS MATERIALIZED (SELECT * FROM internal.meeting),
  resolved AS MATERIALIZED (${resolve(unsettled)}),
  by_unit AS MATERIALIZED (SELECT * FROM resolved WHERE prediction_id IS NULL),
  of_units AS MATERIALIZED (
    SELECT endpoint, unit, event_time, max(prediction_id) AS prediction_id,
      arg_max(prediction_key_1, prediction_id) AS prediction_key_1,
      arg_max(prediction_key_2, prediction_id) AS prediction_key_2
    FROM internal.predictions SEMI JOIN by_unit USING (endpoint, unit)
    WHERE prediction_id IS NOT NULL
    GROUP BY endpoint, unit, event_time),
  by_unit_found AS MATERIALIZED (
    SELECT u.* REPLACE (p.prediction_id AS prediction_id,
      p.prediction_key_1 AS prediction_key_1, p.prediction_key_2 AS prediction_key_2)
    FROM by_unit u ASOF JOIN of_units p
      ON u.endpoint = p.endpoint AND u.unit = p.unit AND u.prediction_time >= p.event_time),
  candidates AS MATERIALIZED (
    SELECT * FROM resolved WHERE prediction_id IS NOT NULL
    UNION ALL SELECT * FROM by_unit_found
    UNION ALL SELECT * FROM internal.records ${among('by_unit_found')} ${apart('meeting')}
      WHERE prediction_id IS NOT NULL),
  stating AS MATERIALIZED (SELECT * FROM candidates WHERE endpoint IS NOT NULL),
  stated AS (
    SELECT prediction_key_1, prediction_key_2, endpoint
    FROM internal.predictions ${among('stating')}),
  allowed AS (
    SELECT * FROM candidates WHERE endpoint IS NULL
    UNION ALL SELECT * FROM stating
      SEMI JOIN stated USING (prediction_key_1, prediction_key_2, endpoint)),
  winners AS (
    SELECT * FROM allowed QUALIFY row_number() OVER (
      PARTITION BY prediction_key_1, prediction_key_2, name ORDER BY ${winning}) = 1)
  SELECT * FROM internal.records ${apart('meeting')} ${apart('by_unit_found')}
    WHERE prediction_id IS NOT NULL AND (value IS NOT NULL OR text IS NOT NULL)
  UNION ALL
  SELECT * FROM winners WHERE value IS NOT NULL OR text IS NOT NULL`
