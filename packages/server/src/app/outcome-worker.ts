// The thread that takes outcomes beside the one that serves. Started by name
// (`@ratchet-ml/server/outcome-worker`) with the path of the data folder, never imported.
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { LocalIntake, serveIntake } from '../feedback/index.ts'
import { systemClock } from '../platform/clock.ts'
import { createLogger } from '../platform/logger.ts'
import { openOutcomeStores } from './outcome-stores.ts'

const port = parentPort
if (port === null) throw new Error('The outcome worker is started as a thread.')
const { folder } = workerData as { readonly folder: string } // given by who starts it
const logger = createLogger({
  ...{ stream: process.stderr, clock: systemClock, level: 'warn', form: 'json' },
})
const { store, quarantine } = openOutcomeStores(folder, logger)
const spoolFolder = join(folder, 'spool')
serveIntake(port, new LocalIntake({ store, quarantine, spoolFolder, clock: systemClock }))
