import { meetingStatement } from '../sql/outcome-views.ts'
import type { HistoryStore, SqlEngine } from '../store.ts'
import type { Manifest } from '../types.ts'

const deadlineMs = 600_000

/**
 * Brings the index of outcomes that meet up to date with the files. It has those that must be resolved;
 * a question that finds no index resolves all.
 */
export async function indexOutcomes(
  store: HistoryStore,
  engine: SqlEngine,
  manifest: Manifest,
): Promise<Manifest> {
  const { files, index: before, convertedUntil } = manifest
  const until = before?.until ?? 0
  if (files.length === 0 || until === convertedUntil) return manifest
  const pathOf = (file: (typeof files)[number]) => store.pathOf({ kind: 'outcomes' }, file)
  const name = `meeting-${convertedUntil}.parquet`
  const known = {
    paths: files.map(pathOf),
    unseen: files.filter(({ last }) => last > until).map(pathOf),
    ...(before === undefined ? {} : { index: store.indexPath(before.name) }),
  }
  await (await store.stage(name)).close()
  const sql = meetingStatement(known, store.stagedPath(name))
  await engine.run([sql], { spillFolder: await store.spillFolder(), deadlineMs })
  await store.publishIndex(name, name)
  const next = { ...manifest, index: { name, until: convertedUntil } }
  await store.commit({ kind: 'outcomes' }, next)
  if (before !== undefined) await store.removeIndex(before.name)
  return next
}
