import { listed, quoted } from './text.ts'

/**
 * Writes the keys of predictions whose outcomes meet: several of the same id, or several of the same
 * prediction and name.
 *
 * @param before such a file, made of all `paths` but the `fresh` ones
 */
export function contestedStatement(
  paths: readonly string[],
  fresh: readonly string[],
  before: string | undefined,
  to: string,
): string {
  const columns = 'outcome_key, prediction_key_1, prediction_key_2, name'
  const scan = (some: readonly string[]) =>
    `(SELECT ${columns} FROM read_parquet(${listed(some)}, hive_partitioning=false))`
  const known = before === undefined ? '' : `SELECT * FROM read_parquet(${listed([before])}) UNION `
  // Only what meets something new can have become contested.
  const near = (key: string) =>
    before === undefined
      ? scan(paths)
      : `(SELECT * FROM ${scan(paths)} SEMI JOIN ${scan(fresh)} USING (${key}))`
  const rows = `
    WITH ids AS (SELECT outcome_key FROM ${near('outcome_key')} GROUP BY ALL HAVING count(*) > 1),
    pairs AS (
      SELECT prediction_key_1, prediction_key_2
      FROM ${near('prediction_key_1, prediction_key_2')} WHERE prediction_key_1 IS NOT NULL
      GROUP BY prediction_key_1, prediction_key_2, name HAVING count(*) > 1)
    ${known}SELECT prediction_key_1, prediction_key_2 FROM pairs
    UNION SELECT prediction_key_1, prediction_key_2 FROM ${scan(paths)} SEMI JOIN ids USING (outcome_key)
      WHERE prediction_key_1 IS NOT NULL`
  return `COPY (${rows}) TO ${quoted(to)} (FORMAT parquet, COMPRESSION snappy)`
}
