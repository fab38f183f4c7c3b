import { setTimeout as pause } from 'node:timers/promises'
import { type Client, createClient } from '@ratchet-ml/client'
import { readServerFile } from '../adapters/filesystem/server-file.ts'
import { socketFetch } from '../platform/http-kit/socket-fetch.ts'
import type { Logger } from '../platform/logger.ts'
import { Problem } from '../platform/problem.ts'
import { compose } from './compose.ts'
import { routerFetch } from './router-fetch.ts'
import { openFolderStores, type Stores } from './stores.ts'

/** The API of a data folder, however it was reached. */
export interface Reached {
  readonly client: Client
  close(): Promise<void>
}

export interface ReachOptions {
  readonly path: string
  readonly user: string
  readonly logger: Logger
}

/** How long another command may hold the folder before this one gives up. */
const patienceMs = 15_000
const everyMs = 50
/** A push or a verification of a large package takes its time. */
const deadlineMs = 600_000

/**
 * The owner's API over its socket; without an owner this process takes the folder until `close`.
 * @throws Problem `data-folder-owned` when another command keeps the folder too long
 */
export async function reachDataFolder(options: ReachOptions): Promise<Reached> {
  for (let waitedMs = 0; ; waitedMs += everyMs) {
    const owner = await findOwner(options.path)
    if (owner !== undefined) return { client: owner, close: async () => {} }
    const stores = tryOpen(options, waitedMs)
    if (stores !== undefined) return await composeHere(stores, options)
    await pause(everyMs)
  }
}

/** The server that owns the folder, if it says where it is and answers. */
async function findOwner(path: string): Promise<Client | undefined> {
  const server = readServerFile(path)
  if (server?.socket === undefined) return undefined
  const fetch = socketFetch(server.socket)
  const client = createClient({ url: 'http://localhost', fetch, deadlineMs })
  try {
    await createClient({ url: 'http://localhost', fetch, deadlineMs: 2000 }).status()
    return client
  } catch {
    return undefined // killed, or going down: then the lock is or will be free
  }
}

function tryOpen({ path, logger }: ReachOptions, waitedMs: number): Stores | undefined {
  try {
    return openFolderStores(path, logger)
  } catch (problem) {
    const isOwned = problem instanceof Problem && problem.code === 'data-folder-owned'
    if (isOwned && waitedMs < patienceMs) return undefined
    throw problem
  }
}

async function composeHere(stores: Stores, { user, logger }: ReachOptions): Promise<Reached> {
  const app = await compose({ stores, logger, serves: false })
  const router = app.router({ surfaces: ['read', 'predict', 'change'], actor: `os:${user}` })
  return {
    client: createClient({ url: 'http://localhost', deadlineMs, fetch: routerFetch(router) }),
    close: async () => {
      await app.close()
      stores.close()
    },
  }
}
