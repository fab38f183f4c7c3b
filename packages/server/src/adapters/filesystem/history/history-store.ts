import { constants } from 'node:fs'
import { access, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { HistoryStore, StagedFile } from '../../../feedback/history/store.ts'
import {
  emptyManifest,
  type Manifest,
  type TableFile,
  type TableId,
} from '../../../feedback/history/types.ts'
import { Problem } from '../../../platform/problem.ts'
import { syncFolder, writeDurably } from '../durable-file.ts'
import { systemCodeOf, toProblem } from '../filesystem-problem.ts'

/** Number of the form of a manifest. */
const manifestFormat = 1

/**
 * The tables in `history/` of a data folder: `predictions/endpoint=…/day=…/`, `outcomes/day=…/`, and
 * beside them `manifests/`, `indexes/`, `staging/` and `spill/`, which readers of the tables do not look into.
 */
export function openHistoryStore(dataFolder: string): HistoryStore {
  const root = join(dataFolder, 'history')
  const manifestPath = (table: TableId) => join(root, 'manifests', `${nameOf(table)}.json`)
  const folderOf = (table: TableId) => join(root, tableFolder(table))
  const pathOf = (table: TableId, { day, name }: TableFile) =>
    join(folderOf(table), `day=${day}`, name)
  const stagedPath = (name: string) => join(root, 'staging', name)
  return {
    tables: async () => (await namesIn(join(root, 'manifests'))).flatMap(tableOf),
    manifest: (table) => readManifest(manifestPath(table)),
    commit: async (table, manifest) => {
      await makeFolder(join(root, 'manifests'))
      const text = JSON.stringify({ format: manifestFormat, ...manifest })
      writeDurably(manifestPath(table), `${text}\n`)
    },
    pathOf,
    stage: async (name) => {
      await makeFolder(dirname(stagedPath(name)))
      return await createStaged(stagedPath(name), name)
    },
    unstage: (name) => rm(stagedPath(name), { force: true }),
    stagedPath,
    settle: (name) => settle(stagedPath(name)),
    publish: async (name, table, file) => {
      const path = pathOf(table, file)
      await makeFolder(dirname(path))
      if ((await isThere(path)) && !(await isThere(stagedPath(name)))) return
      await rename(stagedPath(name), path)
      syncFolder(dirname(path))
    },
    indexPath: (name) => join(root, 'indexes', name),
    publishIndex: async (staged, name) => {
      await settle(stagedPath(staged))
      await makeFolder(join(root, 'indexes'))
      await rename(stagedPath(staged), join(root, 'indexes', name))
      syncFolder(join(root, 'indexes'))
    },
    removeIndex: (name) => rm(join(root, 'indexes', name), { force: true }),
    remove: async (table, files) => {
      for (const file of files) await rm(pathOf(table, file), { force: true })
      const folders = new Set(files.map((file) => dirname(pathOf(table, file))))
      for (const folder of folders) await syncOrRemove(folder)
    },
    sweep: (table, files) =>
      sweep(folderOf(table), new Set(files.map((file) => pathOf(table, file)))),
    discardStaged: async (kept) => {
      for (const name of await namesIn(join(root, 'staging'))) {
        if (!kept.has(name)) await rm(stagedPath(name), { recursive: true, force: true })
      }
      await rm(join(root, 'spill'), { recursive: true, force: true })
    },
    spillFolder: async () => {
      await makeFolder(join(root, 'spill'))
      return join(root, 'spill')
    },
  }
}

function nameOf(table: TableId): string {
  return table.kind === 'outcomes' ? 'outcomes' : `predictions.${table.endpoint}`
}

function tableOf(name: string): readonly TableId[] {
  if (name === 'outcomes.json') return [{ kind: 'outcomes' }]
  const [, endpoint] = /^predictions\.(.+)\.json$/.exec(name) ?? []
  return endpoint === undefined ? [] : [{ kind: 'predictions', endpoint }]
}

function tableFolder(table: TableId): string {
  return table.kind === 'outcomes' ? 'outcomes' : join('predictions', `endpoint=${table.endpoint}`)
}

async function readManifest(path: string): Promise<Manifest> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return emptyManifest
    throw error
  }
  const { format, ...manifest } = parse(path, text)
  if (format === manifestFormat) return manifest
  throw new Problem(
    'data-folder-newer',
    `${path} has form ${format}; this release reads form ${manifestFormat}.`,
  )
}

function parse(path: string, text: string): Manifest & { readonly format: number } {
  try {
    // Written whole or not at all, by this program alone.
    return JSON.parse(text) as Manifest & { readonly format: number }
  } catch (cause) {
    throw new Problem('data-folder-corrupt', `${path} is damaged: it is not JSON.`, {
      hint: 'Restore the file from a copy of the folder.',
      cause,
    })
  }
}

async function createStaged(path: string, name: string): Promise<StagedFile> {
  const file = await open(path, 'w', 0o600).catch((error) => {
    throw toProblem(error, path)
  })
  return {
    name,
    append: async (bytes) => {
      for (let at = 0; at < bytes.length; ) {
        const { bytesWritten } = await file.write(bytes, at).catch((error) => {
          throw toProblem(error, path)
        })
        at += bytesWritten
      }
    },
    close: () => file.close(),
  }
}

async function settle(path: string): Promise<number> {
  const file = await open(path, 'r')
  try {
    await file.sync()
    return (await file.stat()).size
  } finally {
    await file.close()
  }
}

/** Makes the names of a folder durable; an empty one goes. */
async function syncOrRemove(folder: string): Promise<void> {
  if (!(await isThere(folder))) return
  if ((await readdir(folder)).length > 0) {
    syncFolder(folder)
    return
  }
  await rm(folder, { recursive: true, force: true })
  syncFolder(dirname(folder))
}

async function sweep(folder: string, kept: ReadonlySet<string>): Promise<void> {
  for (const day of await namesIn(folder)) {
    const inner = join(folder, day)
    if (!(await stat(inner)).isDirectory()) continue
    let isChanged = false
    for (const name of await namesIn(inner)) {
      if (kept.has(join(inner, name))) continue
      await rm(join(inner, name), { recursive: true, force: true })
      isChanged = true
    }
    if (isChanged) await syncOrRemove(inner)
  }
}

/** Makes a folder and those above it, with durable names. */
async function makeFolder(path: string): Promise<void> {
  try {
    const first = await mkdir(path, { recursive: true, mode: 0o700 })
    if (first === undefined) return
    for (let made = path; made.length >= first.length; made = dirname(made)) {
      syncFolder(dirname(made))
    }
  } catch (error) {
    throw toProblem(error, path)
  }
}

async function isThere(path: string): Promise<boolean> {
  return await access(path, constants.F_OK).then(
    () => true,
    () => false,
  )
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return []
    throw error
  }
}
