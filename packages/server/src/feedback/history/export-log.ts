import { access, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Problem } from '../../platform/problem.ts'
import type { Asker } from './ask.ts'
import { exportStatement, type OutcomeName, outcomeNamesQuery } from './sql/export.ts'
import type { HistoryStore, SqlEngine } from './store.ts'
import type { Exported, ExportOrder } from './types.ts'

export interface ExportParts {
  readonly store: HistoryStore
  readonly engine: SqlEngine
  readonly asker: Asker
}

/**
 * Writes an endpoint's predictions to `<endpoint>.<format>` in a folder; the name shows nothing before
 * the file is whole.
 *
 * @throws Problem `file-exists`, `endpoint-not-found` where nothing was recorded, `deadline-exceeded`
 */
export async function exportLog(
  { store, engine, asker }: ExportParts,
  order: ExportOrder,
  deadlineMs: number,
): Promise<Exported> {
  const { endpoint, folder, format, joined, asOf } = order
  const { setup, endpoints } = await asker.views(joined, asOf)
  const found = endpoints.find((one) => one.endpoint === endpoint)
  if (found === undefined || found.paths.length === 0) {
    throw new Problem('endpoint-not-found', `Nothing was recorded of an endpoint ${endpoint}.`)
  }
  const file = join(folder, `${endpoint}.${format}`)
  await refuseExisting(file)
  await mkdir(folder, { recursive: true })
  const run = async (sql: string) => {
    const spillFolder = await store.spillFolder()
    return await engine.run([...inOrder, ...setup, sql], { spillFolder, deadlineMs })
  }
  const names = joined ? namesOf(await run(outcomeNamesQuery(order))) : undefined
  const staged = `${file}.part`
  try {
    const written = await run(exportStatement(order, found.columns, names, format, staged))
    await rename(staged, file)
    return { file, rows: Number(written.rows[0]?.[0] ?? 0) }
  } finally {
    await rm(staged, { force: true })
  }
}

/** The same rows give the same file. */
const inOrder = ['SET threads=1', 'SET preserve_insertion_order=true']

function namesOf({ rows }: Awaited<ReturnType<SqlEngine['run']>>): readonly OutcomeName[] {
  return rows.map(([name, isText]) => ({ name: String(name), isText: isText === true }))
}

async function refuseExisting(file: string): Promise<void> {
  const isThere = await access(file).then(
    () => true,
    () => false,
  )
  if (isThere) {
    throw new Problem('file-exists', `${file} exists already.`, { hint: 'Name another folder.' })
  }
}
