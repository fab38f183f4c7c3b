import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { LocalIntake, ThreadIntake } from '../feedback/index.ts'
import { systemClock } from '../platform/clock.ts'
import type { Logger } from '../platform/logger.ts'
import { later } from './later.ts'
import type { Stores } from './stores.ts'

/** A body of many tiny values takes some fifty times its bytes; more than this ends the thread. */
const resourceLimits = { maxOldGenerationSizeMb: 1024 }

/**
 * What takes the outcomes of a data folder: a thread where this one serves, else this one. Absent where
 * nothing is kept.
 */
export function composeIntake({ folder, outcomes }: Stores, serves: boolean, logger: Logger) {
  if (folder === undefined || outcomes === undefined) return undefined
  if (serves) return new ThreadIntake({ start: () => startWorker(folder), later, logger })
  return new LocalIntake({ ...outcomes, spoolFolder: join(folder, 'spool'), clock: systemClock })
}

function startWorker(folder: string): Worker {
  const options = { execArgv: workerFlags(), resourceLimits, workerData: { folder } }
  const worker = new Worker(workerFile(), options)
  worker.unref()
  return worker
}

const isFromSource = import.meta.url.endsWith('.ts')

/** Beside this file in a checkout; by name in the packed server, where files are chunks. */
function workerFile(): URL {
  if (isFromSource) return new URL('./outcome-worker.ts', import.meta.url)
  return new URL(import.meta.resolve('@ratchet-ml/server/outcome-worker'))
}

function workerFlags(): string[] {
  return isFromSource
    ? ['--conditions=ratchet-source', '--disable-warning=ExperimentalWarning']
    : []
}
