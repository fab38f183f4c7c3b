import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer'
import { onTestFinished } from 'vitest'

/** A folder that is gone after the test. */
export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ratchet-datasets-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Writes a Parquet file and gives its path. */
export async function writeParquet(
  folder: string,
  name: string,
  columnData: ColumnSource[],
  rowGroupSize = 1000,
): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize })))
  return path
}
