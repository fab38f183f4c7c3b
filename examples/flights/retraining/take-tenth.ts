// Writes every tenth flight of the three million, the first among them, to .cache/tenth.parquet.
import { existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { asyncBufferFromFile, parquetRead } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { parquetWriteFile } from 'hyparquet-writer'

const source = fileURLToPath(
  new URL('../../../node_modules/vega-datasets/data/flights-3m.parquet', import.meta.url),
)
const folder = fileURLToPath(new URL('.cache', import.meta.url))
const every = 10

/** Unless the file is there already. */
export async function takeTenth(): Promise<void> {
  const path = `${folder}/tenth.parquet`
  if (existsSync(path)) return
  const file = await asyncBufferFromFile(source)
  const date = await tenthOf<Date>(file, 'date')
  const numbers = async (name: string) => Int32Array.from(await tenthOf<bigint>(file, name), Number)
  const delay = await numbers('delay')
  const distance = await numbers('distance')
  const origin = await tenthOf<string>(file, 'origin')
  const destination = await tenthOf<string>(file, 'destination')
  await mkdir(folder, { recursive: true })
  parquetWriteFile({
    filename: `${path}.partial`,
    columnData: [
      { name: 'date', data: date, type: 'TIMESTAMP' },
      { name: 'delay', data: delay, type: 'INT32' },
      { name: 'distance', data: distance, type: 'INT32' },
      { name: 'origin', data: origin, type: 'STRING' },
      { name: 'destination', data: destination, type: 'STRING' },
    ],
  })
  await rename(`${path}.partial`, path)
}

type File = Awaited<ReturnType<typeof asyncBufferFromFile>>

/** Chunks come in any order. */
async function tenthOf<T>(file: File, column: string): Promise<T[]> {
  const taken: T[] = []
  await parquetRead({
    ...{ file, compressors, columns: [column] },
    onChunk: ({ columnData, rowStart }) => {
      const first = (every - (rowStart % every)) % every
      for (let i = first; i < columnData.length; i += every) {
        taken[(rowStart + i) / every] = columnData[i] as T // of the type of the column
      }
    },
  })
  return taken
}
