import { listed, quoted } from './text.ts'

/** Writes the rows of some files of one schema as one file, in the order of recording. */
export function mergeStatement(from: readonly string[], to: string): string {
  const rows = `SELECT * FROM read_parquet(${listed(from)}, hive_partitioning=false) ORDER BY recorded_time`
  return `COPY (${rows}) TO ${quoted(to)} (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880)`
}
