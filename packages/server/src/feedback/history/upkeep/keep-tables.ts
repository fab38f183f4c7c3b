import type { OutcomeReader } from '../../outcomes/types.ts'
import type { CompactionBounds } from '../policy.ts'
import type { RecordReader } from '../predictions.ts'
import type { HistoryStore, SegmentSource, SqlEngine } from '../store.ts'
import type { CreateParquetWriter } from '../table-writer.ts'
import type { KeepDays, Manifest, TableId, Upkeep } from '../types.ts'
import { finishPending } from './change-table.ts'
import { compactTable } from './compact-table.ts'
import { convertOutcomes } from './convert-outcomes.ts'
import { convertPredictions } from './convert-predictions.ts'
import { indexOutcomes } from './index-outcomes.ts'
import { forgetDays } from './retain-table.ts'

export interface UpkeepParts {
  readonly store: HistoryStore
  readonly segments: SegmentSource
  readonly outcomes: OutcomeReader
  readonly reader: RecordReader
  readonly createWriter: CreateParquetWriter
  readonly engine: SqlEngine
  readonly bounds: CompactionBounds
}

export interface UpkeepOrder {
  /** How few small files of a day and schema are merged. */
  readonly merges: number
  readonly keepDays: KeepDays
  /** Microseconds since 1970 UTC. */
  readonly now: number
}

/** Ends what a killed process left, and removes what belongs to nothing. Before anything else. */
export async function recoverTables({ store }: UpkeepParts): Promise<void> {
  const tables = await store.tables()
  for (const table of tables) {
    const manifest = await finishPending(store, table, await store.manifest(table))
    await store.sweep(table, manifest.files)
  }
  await store.discardStaged(new Set())
}

/**
 * Converts what was sealed, merges small files, and forgets days that are kept no longer, table by table.
 * What fails at one table is thrown after the others had their turn.
 */
export async function keepTables(parts: UpkeepParts, order: UpkeepOrder): Promise<Upkeep> {
  const total = { converted: 0, merged: 0, into: 0, removedRows: 0, removedDays: 0 }
  const failures: unknown[] = []
  const attempt = async (act: () => Promise<void>) => {
    await act().catch((error) => failures.push(error))
  }
  for (const endpoint of await endpointsOf(parts)) {
    await attempt(() => keepPredictions(parts, order, endpoint, total))
  }
  await attempt(() => keepOutcomes(parts, order, total))
  if (failures.length > 0) throw failures[0]
  return total
}

async function keepPredictions(
  parts: UpkeepParts,
  order: UpkeepOrder,
  endpoint: string,
  total: Total,
): Promise<void> {
  const table: TableId = { kind: 'predictions', endpoint }
  const before = await parts.store.manifest(table)
  const { manifest, converted } = await convertPredictions(parts, endpoint, before)
  total.converted += converted
  await keepFiles(parts, table, manifest, order, order.keepDays[endpoint], total)
}

async function keepOutcomes(parts: UpkeepParts, order: UpkeepOrder, total: Total): Promise<void> {
  const table: TableId = { kind: 'outcomes' }
  const { manifest, converted } = await convertOutcomes(parts, await parts.store.manifest(table))
  total.converted += converted
  const indexed = await indexOutcomes(parts.store, parts.engine, manifest)
  await keepFiles(parts, table, indexed, order, undefined, total)
}

/** Endpoints that have segments or a table. */
export async function endpointsOf({
  segments,
  store,
}: Pick<UpkeepParts, 'segments' | 'store'>): Promise<readonly string[]> {
  const tables = await store.tables()
  const known = tables.flatMap((table) => (table.kind === 'predictions' ? [table.endpoint] : []))
  return [...new Set([...(await segments.endpoints()), ...known])].sort()
}

type Total = { -readonly [K in keyof Upkeep]: Upkeep[K] }

async function keepFiles(
  parts: UpkeepParts,
  table: TableId,
  before: Manifest,
  { merges, now }: UpkeepOrder,
  days: number | undefined,
  total: Total,
): Promise<void> {
  let manifest = before
  if (days !== undefined) {
    const forgotten = await forgetDays(parts.store, table, manifest, days, now)
    manifest = forgotten.manifest
    total.removedRows += forgotten.removedRows
    total.removedDays += forgotten.removedDays
  }
  const bounds = { ...parts.bounds, leastFiles: merges }
  const { merged, into } = await compactTable({ ...parts, bounds }, table, manifest)
  total.merged += merged
  total.into += into
}
