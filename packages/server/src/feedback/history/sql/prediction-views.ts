import type { TableColumn } from '../types.ts'
import { instant, listed, named } from './text.ts'

/** The files of an endpoint's predictions, those of the unsealed tail included. */
export interface EndpointFiles {
  readonly endpoint: string
  readonly paths: readonly string[]
  /** Those that the files have. */
  readonly schemas: readonly (readonly TableColumn[])[]
  /** All columns that any of the files has. */
  readonly columns: readonly TableColumn[]
}

/** Numbers that stand for a prediction's id in joins; nobody asks for them. */
export const keyColumns = ['prediction_key_1', 'prediction_key_2'] as const

/**
 * Reads files with what their folders say: endpoint and day. Where all have the same columns, one need
 * be opened to know them, and not all.
 */
function scanOf(paths: readonly string[], schemas: EndpointFiles['schemas']): string {
  const union = new Set(schemas.map((one) => JSON.stringify(one))).size > 1
  return `read_parquet(${listed(paths)}, union_by_name=${union}, hive_partitioning=true, hive_types={'endpoint': VARCHAR, 'day': DATE})`
}

/**
 * Views of predictions: `internal.predictions` with everything, `predictions`, and one for each
 * endpoint. Times are TIMESTAMP in UTC, as those with a zone are slow to cut into days.
 *
 * @param common the columns that every prediction has
 * @param asOf microseconds UTC: only what was recorded until then
 */
export function predictionViews(
  endpoints: readonly EndpointFiles[],
  common: readonly TableColumn[],
  asOf?: number,
): readonly string[] {
  const filled = endpoints.filter(({ paths }) => paths.length > 0)
  const where = asOf === undefined ? '' : ` WHERE recorded_time <= ${instant(asOf)}`
  const all = filled.flatMap(({ paths }) => paths)
  const source =
    all.length === 0
      ? emptyOf(common)
      : `${scanOf(
          all,
          filled.flatMap((one) => one.schemas),
        )}${where}`
  const columns = unionOf([common, ...filled.map((one) => one.columns)])
  return [
    `CREATE VIEW internal.predictions AS SELECT * FROM ${source}`,
    `CREATE VIEW predictions AS SELECT ${shownColumns(columns)} FROM internal.predictions`,
    ...filled.map(
      (one) =>
        `CREATE VIEW ${named(`predictions_${one.endpoint}`)} AS SELECT ${shownColumns(one.columns)} FROM ${scanOf(one.paths, one.schemas)}${where}`,
    ),
  ]
}

/** What is shown of predictions: all but the keys, times without a zone. */
export function shownColumns(columns: readonly TableColumn[], from = ''): string {
  const hidden: ReadonlySet<string> = new Set(keyColumns)
  const shown = columns.filter(({ name }) => !hidden.has(name)).map((one) => shownColumn(one, from))
  return [`${from}endpoint`, `${from}day`, ...shown].join(', ')
}

function shownColumn({ name, kind }: TableColumn, from: string): string {
  const column = `${from}${named(name)}`
  return kind === 'timestamp' ? `make_timestamp(epoch_us(${column})) AS ${named(name)}` : column
}

/** Columns of several tables by name, the first kind of each; kinds that differ become texts. */
export function unionOf(tables: readonly (readonly TableColumn[])[]): readonly TableColumn[] {
  const found = new Map<string, TableColumn>()
  for (const column of tables.flat()) {
    const key = column.name.toLowerCase()
    const known = found.get(key)
    if (known === undefined) found.set(key, column)
    else if (known.kind !== column.kind) found.set(key, { name: known.name, kind: 'text' })
  }
  return [...found.values()]
}

const sqlTypes = {
  ...{ number: 'DOUBLE', integer: 'BIGINT', text: 'VARCHAR' },
  ...{ timestamp: 'TIMESTAMPTZ', boolean: 'BOOLEAN' },
} as const

/** No rows, with the columns that there would be. */
export function emptyOf(columns: readonly TableColumn[]): string {
  const typed = columns.map(({ name, kind }) => `NULL::${sqlTypes[kind]} AS ${named(name)}`)
  return `(SELECT NULL::VARCHAR AS endpoint, NULL::DATE AS day, ${typed.join(', ')}) WHERE false`
}
