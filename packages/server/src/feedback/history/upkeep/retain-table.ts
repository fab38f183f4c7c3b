import { filesToForget } from '../policy.ts'
import type { HistoryStore } from '../store.ts'
import type { Manifest, TableId } from '../types.ts'
import { replaceInTable } from './change-table.ts'

export interface Forgotten {
  readonly manifest: Manifest
  readonly removedRows: number
  readonly removedDays: number
}

/** Removes the days of a table that are kept no longer. */
export async function forgetDays(
  store: HistoryStore,
  table: TableId,
  before: Manifest,
  keepDays: number,
  now: number,
): Promise<Forgotten> {
  const removed = filesToForget(before.files, keepDays, now)
  if (removed.length === 0) return { manifest: before, removedRows: 0, removedDays: 0 }
  const removedRows = removed.reduce((sum, { rows }) => sum + rows, 0)
  const counted = { ...before, removedRows: before.removedRows + removedRows }
  const manifest = await replaceInTable(store, table, counted, { staged: [], removed })
  return { manifest, removedRows, removedDays: new Set(removed.map(({ day }) => day)).size }
}
