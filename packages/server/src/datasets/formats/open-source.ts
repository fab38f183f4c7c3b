import type { RowSource } from './row-source.ts'

/**
 * Opens a data file by the ending of its name: `.csv`, `.ndjson` or `.jsonl`; any other is to be
 * Parquet. The code of a format is loaded when it is needed.
 *
 * @param file as it was named, for messages
 * @throws Problem `file-not-found`, `data-unreadable`
 */
export async function openSource(path: string, file: string): Promise<RowSource> {
  const ending = /\.[^./\\]+$/.exec(file)?.[0].toLowerCase()
  if (ending === '.csv') return (await import('./csv.ts')).openCsv(path, file)
  if (ending === '.ndjson' || ending === '.jsonl') {
    return (await import('./ndjson.ts')).openNdjson(path, file)
  }
  return (await import('./parquet/open-parquet.ts')).openParquet(path, file)
}
