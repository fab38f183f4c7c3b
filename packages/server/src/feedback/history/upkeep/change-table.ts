import type { HistoryStore } from '../store.ts'
import type { WrittenPart } from '../table-writer.ts'
import { tableFileOf } from '../table-writer.ts'
import type { Manifest, Replacement, TableFile, TableId, TableSchema } from '../types.ts'

/** Rows that become files of a table, and the segments that they come from. */
export interface Addition {
  readonly parts: readonly WrittenPart[]
  readonly schema: TableSchema
  readonly schemaKey: string
  readonly first: number
  readonly last: number
}

/**
 * Adds files to a table. First the files have their places, durably; then the manifest says so, by
 * which they count; their segments may go after that. Done again after a kill, it writes the same
 * files over what the first time left.
 */
export async function addToTable(
  store: HistoryStore,
  table: TableId,
  manifest: Manifest,
  { parts, schema, schemaKey, first, last }: Addition,
): Promise<Manifest> {
  const files: TableFile[] = []
  for (const part of parts) {
    const file = tableFileOf(part, schemaKey, first, last)
    await store.settle(part.staged)
    await store.publish(part.staged, table, file)
    files.push(file)
  }
  const next: Manifest = {
    ...manifest,
    files: [...manifest.files, ...files],
    schemas: files.length === 0 ? manifest.schemas : { ...manifest.schemas, [schemaKey]: schema },
    convertedUntil: last,
  }
  await store.commit(table, next)
  return next
}

/**
 * Puts files in the place of others. The manifest says first what is going to happen, so that a kill in
 * between leaves something that can be ended; then the old ones go, then the new ones come: whoever
 * reads the folder without us may miss rows for that moment, and never sees one twice.
 */
export async function replaceInTable(
  store: HistoryStore,
  table: TableId,
  manifest: Manifest,
  replacement: Replacement,
): Promise<Manifest> {
  for (const { from } of replacement.staged) await store.settle(from)
  const pending: Manifest = { ...manifest, pending: replacement }
  await store.commit(table, pending)
  return await finishPending(store, table, pending)
}

/** Ends what was decided and done by half; nothing where there is nothing. */
export async function finishPending(
  store: HistoryStore,
  table: TableId,
  manifest: Manifest,
): Promise<Manifest> {
  const { pending, ...rest } = manifest
  if (pending === undefined) return manifest
  // A merged file may have the name of one that it replaces: then it takes its place by its name.
  const taken = new Set(pending.staged.map(({ to }) => `${to.day}/${to.name}`))
  const gone = pending.removed.filter(({ day, name }) => !taken.has(`${day}/${name}`))
  await store.remove(table, gone)
  for (const { from, to } of pending.staged) await store.publish(from, table, to)
  const removed = new Set(pending.removed.map(({ day, name }) => `${day}/${name}`))
  const kept = rest.files.filter(({ day, name }) => !removed.has(`${day}/${name}`))
  const files = [...kept, ...pending.staged.map(({ to }) => to)]
  const used = new Set(files.map(({ schema }) => schema))
  const next: Manifest = {
    ...rest,
    files,
    schemas: Object.fromEntries(Object.entries(rest.schemas).filter(([key]) => used.has(key))),
  }
  await store.commit(table, next)
  return next
}
