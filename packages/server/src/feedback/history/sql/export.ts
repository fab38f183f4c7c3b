import type { ExportFormat, TableColumn } from '../types.ts'
import { keyColumns } from './prediction-views.ts'
import { instant, named, quoted } from './text.ts'

/** An outcome that predictions of the endpoint have. */
export interface OutcomeName {
  readonly name: string
  /** Whether any of them is a text; then all are written as texts. */
  readonly isText: boolean
}

export interface ExportScope {
  readonly endpoint: string
  /** Event times, microseconds UTC. */
  readonly from?: number
  readonly until?: number
}

/** Gives each name of an endpoint's outcomes, and whether any is a text. */
export function outcomeNamesQuery({ endpoint }: ExportScope): string {
  return `SELECT name, bool_or(text IS NOT NULL) FROM internal.labels SEMI JOIN
    (SELECT prediction_key_1, prediction_key_2 FROM internal.predictions
      WHERE endpoint = ${quoted(endpoint)}) USING (prediction_key_1, prediction_key_2)
    GROUP BY name ORDER BY name`
}

/**
 * Writes an endpoint's predictions to a file, in the order of their event times.
 *
 * @param outcomes absent: predictions alone, the requests that got no answer included
 */
export function exportStatement(
  scope: ExportScope,
  columns: readonly TableColumn[],
  outcomes: readonly OutcomeName[] | undefined,
  format: ExportFormat,
  to: string,
): string {
  const hidden: ReadonlySet<string> = new Set(keyColumns)
  const plain = columns.filter(({ name }) => !hidden.has(name))
  const own = plain.map(({ name, kind }) => shown(`p.${named(name)}`, kind, name, format))
  const joined = (outcomes ?? []).flatMap(({ name, isText }, i) => [
    `${isText ? `coalesce(o${i}.text, o${i}.value::VARCHAR)` : `o${i}.value`} AS ${named(`outcome_${name}`)}`,
    shown(`o${i}.event_time`, 'timestamp', `outcome_${name}_event_time`, format),
    shown(`o${i}.recorded_time`, 'timestamp', `outcome_${name}_recorded_time`, format),
  ])
  const joins = (outcomes ?? []).map(
    ({ name }, i) =>
      `LEFT JOIN (SELECT * FROM internal.labels WHERE name = ${quoted(name)}) o${i}
        ON p.prediction_key_1 = o${i}.prediction_key_1 AND p.prediction_key_2 = o${i}.prediction_key_2
          AND (o${i}.endpoint IS NULL OR o${i}.endpoint = p.endpoint)`,
  )
  const rows = `SELECT ${[...own, ...joined].join(', ')} FROM internal.predictions p ${joins.join('\n')}
    WHERE ${conditionsOf(scope, outcomes !== undefined).join(' AND ')}
    ORDER BY p.event_time, p.prediction_id, p.request_id`
  return `COPY (${rows}) TO ${quoted(to)} (${options[format]})`
}

const options: Readonly<Record<ExportFormat, string>> = {
  parquet: 'FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880',
  csv: 'FORMAT csv, HEADER',
  ndjson: 'FORMAT json',
}

/** Only Parquet has times; elsewhere they are RFC 3339. */
function shown(column: string, kind: TableColumn['kind'], name: string, format: ExportFormat) {
  const value =
    kind === 'timestamp' && format !== 'parquet'
      ? `strftime(make_timestamp(epoch_us(${column})), '%Y-%m-%dT%H:%M:%S.%fZ')`
      : column
  return `${value} AS ${named(name)}`
}

function conditionsOf({ endpoint, from, until }: ExportScope, isAnswered: boolean) {
  return [
    `p.endpoint = ${quoted(endpoint)}`,
    ...(from === undefined ? [] : [`p.event_time >= ${instant(from)}`]),
    ...(until === undefined ? [] : [`p.event_time < ${instant(until)}`]),
    ...(isAnswered ? ['p.prediction_id IS NOT NULL'] : []),
  ]
}
