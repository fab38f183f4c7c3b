import { openParquet } from './parquet.ts'
import type { RowSource } from './row-source.ts'

/**
 * Opens a Parquet file.
 * @param file as it was named, for messages
 * @throws Problem `file-not-found`, `data-unreadable`
 */
export function openSource(path: string, file: string): Promise<RowSource> {
  return openParquet(path, file)
}
