import type { RowSource } from './row-source.ts'

/**
 * Opens a Parquet file.
 * @param file as it was named, for messages
 * @throws Problem `file-not-found`, `data-unreadable`
 */
export async function openSource(path: string, file: string): Promise<RowSource> {
  const { openParquet } = await import('./parquet.ts')
  return openParquet(path, file)
}
