import type { Dialect } from './csv-dialect/types.ts'
import type { RowSource } from './row-source.ts'

export interface OpenSourceOptions {
  /** Finds out how separated values are written, but for what is known. */
  readonly dialect?: Partial<Dialect>
  /** A column that is to hold times: in Parquet, text in it is read as in CSV. */
  readonly times?: string | undefined
}

/**
 * Opens a data file by the ending of its name: `.csv`, `.ndjson` or `.jsonl`; any other is to be
 * Parquet. The code of a format is loaded when it is needed.
 *
 * @param file as it was named, for messages
 * @throws Problem `file-not-found`, `data-unreadable`
 */
export async function openSource(
  path: string,
  file: string,
  { dialect, times }: OpenSourceOptions = {},
): Promise<RowSource> {
  const ending = /\.[^./\\]+$/.exec(file)?.[0].toLowerCase()
  if (ending === '.csv') return (await import('./csv.ts')).openCsv(path, file, dialect)
  if (ending === '.ndjson' || ending === '.jsonl') {
    return (await import('./ndjson.ts')).openNdjson(path, file)
  }
  return (await import('./parquet/open-parquet.ts')).openParquet(path, file, times)
}
