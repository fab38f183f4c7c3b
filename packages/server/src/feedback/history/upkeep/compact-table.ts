import { type CompactionBounds, planMerges, stagedPrefix } from '../policy.ts'
import { mergeStatement } from '../sql/merge.ts'
import type { HistoryStore, SqlEngine } from '../store.ts'
import type { Manifest, TableId } from '../types.ts'
import { replaceInTable } from './change-table.ts'

const deadlineMs = 600_000

export interface CompactionParts {
  readonly store: HistoryStore
  readonly engine: SqlEngine
  readonly bounds: CompactionBounds
}

export interface Compacted {
  readonly manifest: Manifest
  readonly merged: number
  readonly into: number
}

/** Merges small files of a table, day by day; each merge is complete before the next begins. */
export async function compactTable(
  { store, engine, bounds }: CompactionParts,
  table: TableId,
  before: Manifest,
): Promise<Compacted> {
  let manifest = before
  let merged = 0
  const merges = planMerges(before.files, bounds)
  for (const { files, into } of merges) {
    const staged = `${stagedPrefix(table)}.merged.${into.day}.${into.first}-${into.last}.parquet`
    const paths = files.map((file) => store.pathOf(table, file))
    const sql = mergeStatement(paths, store.stagedPath(staged))
    await (await store.stage(staged)).close()
    await engine.run([sql], { spillFolder: await store.spillFolder(), deadlineMs })
    const bytes = await store.settle(staged)
    manifest = await replaceInTable(store, table, manifest, {
      staged: [{ from: staged, to: { ...into, bytes } }],
      removed: files,
    })
    merged += files.length
  }
  return { manifest, merged, into: merges.length }
}
