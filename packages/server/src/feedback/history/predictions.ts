import type { ColumnBatch } from '../../datasets/types.ts'
import { dayOf } from './policy.ts'
import type { DayWriter } from './table-writer.ts'
import type { SegmentBlock, TableColumn } from './types.ts'

/** Reads the records of blocks of one header into columns; compose gives it, as the log knows how. */
export interface RecordTable {
  readonly columns: readonly TableColumn[]
  readonly count: number
  readonly isFull: boolean
  /** Adds the records of a block from the i-th on, until there is no room; gives the next i. */
  take(block: SegmentBlock, from: number, until: number): number
  batch(): ColumnBatch
  clear(): void
}

/** The log's own knowledge of its records. */
export interface RecordReader {
  /** Most margins of a record of the block. */
  rawWidthOf(block: SegmentBlock): number
  /** When each was recorded; microseconds since 1970 UTC. */
  recordedTimesOf(block: SegmentBlock): Float64Array
  tableOf(block: SegmentBlock, rawWidth: number): RecordTable
}

/** Writes the records of a block to the files of their days, in order. */
export async function writeBlock(
  reader: RecordReader,
  table: RecordTable,
  block: SegmentBlock,
  writer: DayWriter,
): Promise<void> {
  const times = reader.recordedTimesOf(block)
  for (let from = 0; from < times.length; ) {
    const day = dayOf(times[from] as number)
    const until = endOfDay(times, from, day)
    while (from < until) {
      from = table.take(block, from, until)
      await writer.write(day, table.batch())
      table.clear()
    }
  }
}

/** Where the records end that follow each other and are of one day. */
function endOfDay(times: Float64Array, from: number, day: string): number {
  const start = Date.parse(day) * 1000
  let end = from
  while (end < times.length) {
    const offset = (times[end] as number) - start
    if (offset < 0 || offset >= 86_400_000_000) break
    end++
  }
  return Math.max(end, from + 1)
}
