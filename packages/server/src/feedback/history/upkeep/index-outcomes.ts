import { contestedStatement } from '../sql/contested.ts'
import type { HistoryStore, SqlEngine } from '../store.ts'
import type { Manifest } from '../types.ts'

const deadlineMs = 600_000

/**
 * Brings the index of outcomes that meet up to date with the files. It says which predictions' outcomes
 * must be resolved; a question that finds no index resolves all.
 */
export async function indexOutcomes(
  store: HistoryStore,
  engine: SqlEngine,
  manifest: Manifest,
): Promise<Manifest> {
  const { files, contested: before, convertedUntil } = manifest
  const until = before?.until ?? 0
  if (files.length === 0 || until === convertedUntil) return manifest
  const pathOf = (file: (typeof files)[number]) => store.pathOf({ kind: 'outcomes' }, file)
  const fresh = files.filter(({ last }) => last > until).map(pathOf)
  const index = `contested-${convertedUntil}.parquet`
  if (fresh.length > 0 || before === undefined) {
    await (await store.stage(index)).close()
    const known = before === undefined ? undefined : store.indexPath(before.index)
    const sql = contestedStatement(files.map(pathOf), fresh, known, store.stagedPath(index))
    await engine.run([sql], { spillFolder: await store.spillFolder(), deadlineMs })
    await store.publishIndex(index, index)
  }
  const written = fresh.length > 0 || before === undefined
  const contested = { index: written ? index : before.index, until: convertedUntil }
  const next = { ...manifest, contested }
  await store.commit({ kind: 'outcomes' }, next)
  if (written && before !== undefined) await store.removeIndex(before.index)
  return next
}
