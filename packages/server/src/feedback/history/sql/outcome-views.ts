import type { TableColumn } from '../types.ts'
import { emptyOf } from './prediction-views.ts'
import { instant, listed, quoted } from './text.ts'

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
  /** Those of `paths` that the index has not seen. */
  readonly unseen: readonly string[]
  /** A file as `meetingStatement` writes it; absent: nothing is known. */
  readonly index?: string
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

/**
 * Views of outcomes: `outcome_history` has every one that came, `outcomes` the one of each id that
 * counts, `internal.labels` the one that counts for each prediction and name.
 *
 * Most outcomes are the only one of their id and of their prediction and name. Those are settled; the
 * others meet, and must be resolved. Which do is found by two numbers of each, and mostly beforehand.
 *
 * @param isAsked whether outcomes are asked for: then what the index has not seen is looked up now, once
 */
export function outcomeViews(
  files: OutcomeFiles,
  isAsked: boolean,
  asOf?: number,
): readonly string[] {
  const arrived = isAsked && files.index !== undefined ? 'TABLE' : 'VIEW'
  const where = asOf === undefined ? '' : ` WHERE recorded_time <= ${instant(asOf)}`
  return [
    `CREATE VIEW internal.records AS SELECT * FROM ${scanOutcomes(files.paths)}${where}`,
    `CREATE ${arrived} internal.arrived AS ${arrivals(files)}`,
    `CREATE VIEW internal.meeting AS SELECT * FROM (${knownTo(files)} UNION ALL SELECT * FROM internal.arrived)${where}`,
    `CREATE VIEW outcome_history AS SELECT ${shown} FROM internal.records`,
    `CREATE VIEW internal.resolved AS ${asOf === undefined ? resolvedNow(files) : resolve(meeting)}`,
    `CREATE VIEW internal.found AS ${found}`,
    `CREATE VIEW internal.unsettled_keys AS ${unsettledKeys}`,
    `CREATE VIEW internal.winners AS ${winners}`,
    `CREATE VIEW internal.labels AS ${labels}`,
    `CREATE VIEW outcomes AS SELECT ${shown} FROM (${settled} UNION ALL SELECT * FROM internal.resolved)`,
  ]
}

const settled = `SELECT * FROM internal.records
  ANTI JOIN (SELECT prediction_key_1, prediction_key_2 FROM internal.meeting
    WHERE prediction_key_1 IS NOT NULL) USING ${keys}
  WHERE prediction_key_1 IS NOT NULL`

/**
 * Writes the index: the outcomes that meet, those without a prediction's id included. The next one is
 * made of it and of what came since.
 */
export function meetingStatement(files: OutcomeFiles, to: string): string {
  const rows = `
    WITH may AS NOT MATERIALIZED (SELECT * EXCLUDE (counts) FROM (${mayMeet(files)})),
    ids AS (SELECT outcome_key FROM may GROUP BY outcome_key HAVING count(*) > 1),
    met AS (
      SELECT prediction_key_1, prediction_key_2 FROM may WHERE prediction_key_1 IS NOT NULL
      GROUP BY prediction_key_1, prediction_key_2, name HAVING count(*) > 1
      UNION SELECT prediction_key_1, prediction_key_2 FROM may SEMI JOIN ids USING (outcome_key)
        WHERE prediction_key_1 IS NOT NULL),
    all_met AS (
      SELECT * FROM may WHERE prediction_key_1 IS NULL
      UNION ALL SELECT * FROM may ${among('met')} WHERE prediction_key_1 IS NOT NULL)
    SELECT *, row_number() OVER (PARTITION BY outcome_id ORDER BY ${winning}) = 1 AS counts
    FROM all_met`
  return `COPY (${rows}) TO ${quoted(to)} (FORMAT parquet, COMPRESSION snappy)`
}

/** Outcomes that may meet another one. All of one prediction are among them, or none. */
function mayMeet(files: OutcomeFiles): string {
  return `${knownTo(files)} UNION ALL ${arrivals(files)}`
}

/** Those of the index, with whether each counts among them. */
function knownTo({ index }: OutcomeFiles): string {
  if (index !== undefined) return `SELECT * FROM read_parquet(${listed([index])})`
  return `SELECT *, ${unknown} FROM ${scanOutcomes([])}`
}

/** All that the index has not seen, and those seen that have the id or the prediction of one of these. */
function arrivals({ paths, unseen, index }: OutcomeFiles): string {
  const fresh = scanOutcomes(unseen)
  if (index === undefined || unseen.length === 0) return `SELECT *, ${unknown} FROM ${fresh}`
  const isNew = new Set(unseen)
  const seen = scanOutcomes(paths.filter((path) => !isNew.has(path)))
  return `
    SELECT *, ${unknown} FROM ${fresh} UNION ALL
    SELECT *, ${unknown} FROM ${seen} SEMI JOIN (
      SELECT prediction_key_1, prediction_key_2 FROM ${fresh} WHERE prediction_key_1 IS NOT NULL
      UNION SELECT prediction_key_1, prediction_key_2 FROM ${seen}
        SEMI JOIN (SELECT outcome_key FROM ${fresh}) USING (outcome_key)
        WHERE prediction_key_1 IS NOT NULL) USING ${keys}
      ANTI JOIN (SELECT * FROM read_parquet(${listed([index])})) USING ${keys}`
}

const unknown = 'NULL::BOOLEAN AS counts'
const meeting = 'SELECT * EXCLUDE (counts) FROM internal.meeting'

/**
 * The outcomes that count, one for each id, of those that meet. The index knows it of what it has seen;
 * only ids of which something came since are resolved anew.
 */
function resolvedNow({ unseen, index }: OutcomeFiles): string {
  if (index === undefined) return resolve(meeting)
  if (unseen.length === 0) return `${meeting} WHERE counts`
  const fresh = `(SELECT DISTINCT outcome_key FROM ${scanOutcomes(unseen)})`
  return `
    ${meeting} ANTI JOIN ${fresh} USING (outcome_key) WHERE counts IS NULL OR counts
    UNION ALL ${resolve(`${meeting} SEMI JOIN ${fresh} USING (outcome_key)`)}`
}

function scanOutcomes(paths: readonly string[]): string {
  const columns = outcomeColumns.map(({ name }) => name).join(', ')
  if (paths.length === 0) return `(SELECT ${columns} FROM ${emptyOf(outcomeColumns)})`
  return `(SELECT ${columns} FROM read_parquet(${listed(paths)}, hive_partitioning=false))`
}

/**
 * Outcomes that name their prediction by endpoint, unit and time, with the one they find: that with the
 * latest event time not after theirs, of equal ones that with the greatest id.
 */
const found = `
  WITH by_unit AS MATERIALIZED (SELECT * FROM internal.resolved WHERE prediction_key_1 IS NULL),
  of_units AS (
    SELECT endpoint, unit, event_time, max(prediction_id) AS prediction_id,
      arg_max(prediction_key_1, prediction_id) AS prediction_key_1,
      arg_max(prediction_key_2, prediction_id) AS prediction_key_2
    FROM internal.predictions SEMI JOIN by_unit USING (endpoint, unit)
    WHERE prediction_id IS NOT NULL
    GROUP BY endpoint, unit, event_time)
  SELECT u.* REPLACE (p.prediction_id AS prediction_id,
    p.prediction_key_1 AS prediction_key_1, p.prediction_key_2 AS prediction_key_2)
  FROM by_unit u ASOF JOIN of_units p
    ON u.endpoint = p.endpoint AND u.unit = p.unit AND u.prediction_time >= p.event_time`

/** Predictions for which more than one outcome may count. */
const unsettledKeys = `
  SELECT prediction_key_1, prediction_key_2 FROM internal.meeting WHERE prediction_key_1 IS NOT NULL
  UNION SELECT prediction_key_1, prediction_key_2 FROM internal.found`

/**
 * Of the outcomes that meet, those that win, retractions included. One that states another endpoint than
 * its prediction's takes no part.
 */
const winners = `
  WITH found AS MATERIALIZED (SELECT * FROM internal.found),
  of_found AS MATERIALIZED (SELECT * FROM internal.records ${among('found')}),
  met AS (SELECT prediction_key_1, prediction_key_2 FROM internal.meeting
    WHERE prediction_key_1 IS NOT NULL),
  candidates AS MATERIALIZED (
    SELECT * FROM internal.resolved WHERE prediction_key_1 IS NOT NULL
    UNION ALL SELECT * FROM found
    UNION ALL SELECT * FROM of_found ${apart('met')} WHERE prediction_key_1 IS NOT NULL),
  stating AS MATERIALIZED (SELECT * FROM candidates WHERE endpoint IS NOT NULL),
  stated AS (
    SELECT prediction_key_1, prediction_key_2, endpoint
    FROM internal.predictions ${among('stating')}),
  allowed AS MATERIALIZED (
    SELECT * FROM candidates WHERE endpoint IS NULL
    UNION ALL SELECT * FROM stating
      SEMI JOIN stated USING (prediction_key_1, prediction_key_2, endpoint)),
  rivals AS MATERIALIZED (
    SELECT prediction_key_1, prediction_key_2, name FROM allowed GROUP BY ALL HAVING count(*) > 1)
  SELECT * FROM allowed ANTI JOIN rivals USING (prediction_key_1, prediction_key_2, name)
  UNION ALL
  SELECT * FROM (SELECT * FROM allowed SEMI JOIN rivals USING (prediction_key_1, prediction_key_2, name))
  QUALIFY row_number() OVER (
    PARTITION BY prediction_key_1, prediction_key_2, name ORDER BY ${winning}) = 1`

/** Columns that nobody asks for are read only of what is no view with parts of its own. */
const labels = `
  SELECT * FROM internal.records ${apart('internal.unsettled_keys')}
    WHERE prediction_key_1 IS NOT NULL AND (value IS NOT NULL OR text IS NOT NULL)
  UNION ALL SELECT * FROM internal.winners WHERE value IS NOT NULL OR text IS NOT NULL`
