import type { OutcomeReader, OutcomeRecord } from '../../outcomes/types.ts'
import { outcomeBatch } from '../outcome-table.ts'
import { dayOf, segmentsToConvert, stagedPrefix } from '../policy.ts'
import { outcomeColumns } from '../sql/outcome-views.ts'
import type { HistoryStore } from '../store.ts'
import { type CreateParquetWriter, DayWriter, schemaKey } from '../table-writer.ts'
import type { Manifest, TableSchema } from '../types.ts'
import { addToTable } from './change-table.ts'

export interface OutcomeConversionParts {
  readonly store: HistoryStore
  readonly outcomes: OutcomeReader
  readonly createWriter: CreateParquetWriter
}

/** The schema of all outcomes. */
export const outcomeSchema: TableSchema = { columns: outcomeColumns }

/** Turns the sealed segments of outcomes into files; the segments stay. */
export async function convertOutcomes(
  { store, outcomes, createWriter }: OutcomeConversionParts,
  before: Manifest,
): Promise<{ readonly manifest: Manifest; readonly converted: number }> {
  const segments = segmentsToConvert(await outcomes.segments(), before)
  const [first, last] = [segments[0]?.sequence, segments.at(-1)?.sequence]
  if (first === undefined || last === undefined) return { manifest: before, converted: 0 }
  const nameOf = (day: string) => `${stagedPrefix({ kind: 'outcomes' })}.${day}.${first}.parquet`
  const writer = new DayWriter(store, createWriter, outcomeColumns, nameOf)
  let converted = 0
  try {
    for await (const { records } of outcomes.read(`${first}:0`, last)) {
      await writeOutcomes(records, writer)
      converted += records.length
    }
    const parts = await writer.finish()
    const schema = { schema: outcomeSchema, schemaKey: schemaKey(outcomeSchema) }
    const manifest = await addToTable(store, { kind: 'outcomes' }, before, {
      ...{ parts, ...schema, first, last },
    })
    return { manifest, converted }
  } catch (error) {
    await writer.abandon()
    throw error
  }
}

/** Writes outcomes to the files of the days on which they were recorded. */
export async function writeOutcomes(
  records: readonly OutcomeRecord[],
  writer: DayWriter,
): Promise<void> {
  const days = Map.groupBy(records, ({ recordedTime }) => dayOf(recordedTime))
  for (const [day, some] of days) await writer.write(day, outcomeBatch(some))
}
