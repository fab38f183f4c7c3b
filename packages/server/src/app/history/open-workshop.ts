import { join } from 'node:path'
import { duckDbEngine } from '../../adapters/duckdb/sql-engine.ts'
import { openHistoryStore } from '../../adapters/filesystem/history/history-store.ts'
import { openOutcomeLog } from '../../adapters/filesystem/outcome-log/open-outcome-log.ts'
import { openSegmentSource } from '../../adapters/filesystem/prediction-log/segment-source.ts'
import { ParquetWriter } from '../../datasets/formats/parquet/write-parquet.ts'
import { type CompactionBounds, defaultCompaction } from '../../feedback/history/policy.ts'
import type { HistoryStore, SegmentSource } from '../../feedback/history/store.ts'
import { Workshop } from '../../feedback/history/workshop.ts'
import { createOutcomeReader } from '../../feedback/outcomes/read-outcomes.ts'
import { systemClock } from '../../platform/clock.ts'
import { silentLogger } from '../../platform/logger.ts'
import { commonColumns } from '../../serving/log/log-table.ts'
import { recordReader } from './record-reader.ts'

/** What the database may have beside the process itself, which all in all stays below a gigabyte. */
const bounds = { memoryMb: 450, spillMb: 8000, threads: 2 }

export interface WorkshopOptions {
  readonly compaction?: CompactionBounds
  /** Stands before the files, as tests do that break them off. */
  readonly wrap?: (files: WorkshopFiles) => WorkshopFiles
}

export interface WorkshopFiles {
  readonly store: HistoryStore
  readonly segments: SegmentSource
}

/** Everything that works on the history of a data folder. */
export function openWorkshop(
  dataFolder: string,
  { compaction = defaultCompaction, wrap = (files) => files }: WorkshopOptions = {},
): Workshop {
  const files = {
    store: openHistoryStore(dataFolder),
    segments: openSegmentSource(join(dataFolder, 'log')),
  }
  return new Workshop({
    ...wrap(files),
    outcomes: createOutcomeReader(openOutcomeLog(dataFolder, systemClock, silentLogger)),
    reader: recordReader,
    createWriter: (columns, sink) => new ParquetWriter({ columns, sink }),
    engine: duckDbEngine(bounds),
    commonColumns,
    bounds: compaction,
  })
}
