import { segmentsToConvert, segmentsToRemove, stagedPrefix } from '../policy.ts'
import { type RecordReader, type RecordTable, writeBlock } from '../predictions.ts'
import type { HistoryStore, SegmentSource } from '../store.ts'
import { type CreateParquetWriter, DayWriter, schemaKey } from '../table-writer.ts'
import type { Manifest, Segment, SegmentBlock, TableId, TableSchema } from '../types.ts'
import { addToTable } from './change-table.ts'

export interface ConversionParts {
  readonly store: HistoryStore
  readonly segments: SegmentSource
  readonly reader: RecordReader
  readonly createWriter: CreateParquetWriter
}

/** As many records as are shown of the newest stay in segments. */
const shownRecords = 1000
/** Rows after which a file is ended. */
const enoughRows = 1_000_000

/** Segments after each other whose records have the same columns, on their way into files. */
interface Run {
  readonly schema: TableSchema
  readonly key: string
  readonly table: RecordTable
  readonly writer: DayWriter
  readonly first: number
  last: number
}

/** Turns the sealed segments of an endpoint into files; gives how many records they had. */
export async function convertPredictions(
  parts: ConversionParts,
  endpoint: string,
  before: Manifest,
): Promise<{ readonly manifest: Manifest; readonly converted: number }> {
  const { segments } = parts
  const id: TableId = { kind: 'predictions', endpoint }
  let manifest = before
  let converted = 0
  let run: Run | undefined
  const end = async () => {
    if (run === undefined) return
    const { schema, key, writer, first, last } = run
    run = undefined
    const written = await writer.finish()
    const addition = { parts: written, schema, schemaKey: key, first, last }
    manifest = await addToTable(parts.store, id, manifest, addition)
  }
  try {
    for (const segment of segmentsToConvert(await segments.list(endpoint), before)) {
      const block = await segments.load(endpoint, segment)
      if (block === undefined) continue
      const schema = schemaOf(parts.reader, block)
      const key = schemaKey(schema)
      if (run !== undefined && (run.key !== key || run.writer.rows >= enoughRows)) await end()
      run ??= begin(parts, endpoint, segment, block, schema)
      await writeBlock(parts.reader, run.table, block, run.writer)
      run.last = segment.sequence
      converted += block.starts.length
    }
    await end()
  } catch (error) {
    await run?.writer.abandon()
    throw error
  }
  await removeSegments(segments, endpoint, manifest)
  return { manifest, converted }
}

/** The columns of a block's records, under its contract. */
export function schemaOf(reader: RecordReader, block: SegmentBlock): TableSchema {
  const { columns } = reader.tableOf(block, reader.rawWidthOf(block))
  return { contractDigest: block.header.contractDigest, columns }
}

function begin(
  { store, reader, createWriter }: ConversionParts,
  endpoint: string,
  { sequence }: Segment,
  block: SegmentBlock,
  schema: TableSchema,
): Run {
  const table = reader.tableOf(block, reader.rawWidthOf(block))
  const prefix = stagedPrefix({ kind: 'predictions', endpoint })
  const nameOf = (day: string) => `${prefix}.${day}.${sequence}.parquet`
  const writer = new DayWriter(store, createWriter, schema.columns, nameOf)
  return { schema, key: schemaKey(schema), table, writer, first: sequence, last: sequence }
}

async function removeSegments(
  segments: SegmentSource,
  endpoint: string,
  manifest: Manifest,
): Promise<void> {
  const sealed = (await segments.list(endpoint)).filter(({ state }) => state === 'sealed')
  if (sealed.length < 2) return
  const counted = await Promise.all(
    sealed.map(async (one) => ({ ...one, records: await segments.countOf(endpoint, one) })),
  )
  await segments.remove(endpoint, segmentsToRemove(counted, manifest, shownRecords))
}
