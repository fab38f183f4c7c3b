import { openOutcomeLog } from '../adapters/filesystem/outcome-log/open-outcome-log.ts'
import { openQuarantine } from '../adapters/filesystem/outcome-log/quarantine-files.ts'
import type { OutcomeStore, QuarantineStore } from '../feedback/outcomes/store.ts'
import { systemClock } from '../platform/clock.ts'
import type { Logger } from '../platform/logger.ts'

/** What outcomes are kept in. */
export interface OutcomeStores {
  readonly store: OutcomeStore
  readonly quarantine: QuarantineStore
}

/** The outcomes of a data folder that this process owns. */
export function openOutcomeStores(folder: string, logger: Logger): OutcomeStores {
  return {
    store: openOutcomeLog(folder, systemClock, logger),
    quarantine: openQuarantine(folder),
  }
}
