import { join } from 'node:path'
import type { OutcomeStore } from '../../../feedback/outcomes/store.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Logger } from '../../../platform/logger.ts'
import { systemTimers } from '../prediction-log/open-prediction-log.ts'
import { OutcomeLog, type OutcomeLogBounds } from './outcome-log-store.ts'
import { createSyncFiles } from './sync-files.ts'

/**
 * The outcomes of a data folder, for a thread or process that may wait for its disk. One at a time may
 * append; any number may read beside it.
 */
export function openOutcomeLog(
  dataFolder: string,
  clock: Clock,
  logger: Logger,
  bounds: Partial<OutcomeLogBounds> = {},
): OutcomeStore {
  return new OutcomeLog({
    folder: join(dataFolder, 'outcomes'),
    files: createSyncFiles(),
    timers: systemTimers(clock),
    logger,
    bounds,
  })
}
