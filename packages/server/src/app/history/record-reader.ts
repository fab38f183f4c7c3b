import type { RecordReader, RecordTable } from '../../feedback/history/predictions.ts'
import type { SegmentBlock } from '../../feedback/history/types.ts'
import { RecordColumns } from '../../serving/log/decode-columns.ts'
import { memoryOf, rawWidthOf, recordedTimesOf } from '../../serving/log/record-block.ts'

/** Rows decoded before they are handed on. */
const capacity = 8192

/** What the log knows of its records, for whoever makes tables of them. */
export const recordReader: RecordReader = {
  rawWidthOf,
  recordedTimesOf,
  tableOf: (block, rawWidth) => tableOf(new RecordColumns(block.header, rawWidth, capacity)),
}

function tableOf(columns: RecordColumns): RecordTable {
  let last: { block: SegmentBlock; memory: ReturnType<typeof memoryOf> } | undefined
  return {
    columns: columns.columns,
    get count() {
      return columns.count
    },
    get isFull() {
      return columns.isFull
    },
    take: (block, from, until) => {
      if (last?.block !== block) last = { block, memory: memoryOf(block) }
      let i = from
      while (i < until && !columns.isFull) columns.add(last.memory, block.starts[i++] as number)
      return i
    },
    batch: () => columns.batch(),
    clear: () => columns.clear(),
  }
}
