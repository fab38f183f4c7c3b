import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { BlobStore } from '../../platform/blobs.ts'
import type { Logger } from '../../platform/logger.ts'
import { Problem } from '../../platform/problem.ts'
import { openBlobFolder } from './blob-store.ts'
import { syncFolder } from './durable-file.ts'
import { systemCodeOf, toProblem } from './filesystem-problem.ts'
import { claimFormat } from './format-file.ts'
import {
  readServerFile,
  removeServerFile,
  type ServerFile,
  writeServerFile,
} from './server-file.ts'

/** The engine that keeps the metadata and the lock of a folder; compose names it. */
export interface MetadataEngine<M extends { close(): void }> {
  /** `undefined` when somebody else holds it. The kernel releases it when the process ends. */
  lock(path: string): { release(): void } | undefined
  /** @param backupPath where a copy goes before a migration from that number */
  open(path: string, backupPath: (from: number) => string): M
}

export interface DataFolderOptions<M extends { close(): void }> {
  readonly engine: MetadataEngine<M>
  readonly logger: Logger
  /** Of this program, such as `0.1.0`. */
  readonly release: string
}

/** A data folder while this process owns it. */
export interface DataFolder<M> {
  readonly path: string
  readonly metadata: M
  readonly blobs: BlobStore
  /** Tells other processes where the owner is, in server.json. */
  announce(server: ServerFile): void
  /** Removes server.json, closes the stores and gives the folder up. */
  close(): void
}

/**
 * Takes a data folder for this process, makes it if need be, and opens its stores.
 *
 * @throws Problem `data-folder-owned` naming the owner, `data-folder-newer`, `data-folder-corrupt`,
 * `disk-full`, or `config-invalid` when the folder cannot be written
 */
export function openDataFolder<M extends { close(): void }>(
  path: string,
  options: DataFolderOptions<M>,
): DataFolder<M> {
  const { engine, logger, release } = options
  makeFolder(path)
  const lock = lockFolder(path, engine)
  try {
    claimFormat(path, release)
    removeServerFile(path) // left by an owner that was killed
    const metadata = openMetadata(path, engine)
    const blobs = openBlobFolder(join(path, 'blobs'), { logger })
    logger.debug('data folder opened', { path })
    const announce = (server: ServerFile) => writeServerFile(path, server)
    const close = () => {
      removeServerFile(path)
      metadata.close()
      lock.release()
    }
    return { path, metadata, blobs, announce, close }
  } catch (error) {
    lock.release()
    throw toProblem(error, path)
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
  } catch (error) {
    if (systemCodeOf(error) !== 'EEXIST') throw toProblem(error, path)
    throw new Problem('config-invalid', `The data folder ${path} is a file.`, {
      hint: 'Name a folder with --data or RATCHET_DATA.',
      cause: error,
    })
  }
}

function lockFolder<M extends { close(): void }>(path: string, engine: MetadataEngine<M>) {
  const lock = engine.lock(join(path, 'lock.db'))
  if (lock !== undefined) return lock
  const server = readServerFile(path)
  const owner =
    server === undefined
      ? 'another command that is still running'
      : `the server with process id ${server.pid}${server.url === undefined ? '' : ` at ${server.url}`}`
  throw new Problem('data-folder-owned', `${path} is owned by ${owner}.`, {
    hint: 'Stop it, or name another folder with --data.',
  })
}

function openMetadata<M extends { close(): void }>(path: string, engine: MetadataEngine<M>): M {
  const backups = join(path, 'backups')
  mkdirSync(backups, { recursive: true })
  const metadata = engine.open(join(path, 'metadata.db'), (from) =>
    join(backups, `metadata-${String(from).padStart(4, '0')}.db`),
  )
  try {
    syncFolder(path)
    return metadata
  } catch (error) {
    metadata.close()
    throw error
  }
}
