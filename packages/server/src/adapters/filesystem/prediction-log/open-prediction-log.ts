import { join } from 'node:path'
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../../../platform/clock.ts'
import type { Logger } from '../../../platform/logger.ts'
import type { PredictionLogStore } from '../../../serving/log/store.ts'
import { createNodeFiles } from '../segments/node-files.ts'
import type { LogBounds, LogTimers } from './log-bounds.ts'
import { openNodeSpool } from './node-spool.ts'
import { createPredictionLog } from './prediction-log-store.ts'
import { spoolFolder } from './spool-folder.ts'

export interface OpenLogOptions {
  readonly bounds?: Partial<LogBounds>
  /** A folder in memory for records on their way to the disk; `off` for none; found unless told. */
  readonly spool?: string | undefined
}

/** The prediction log of a data folder. */
export function openPredictionLog(
  dataFolder: string,
  clock: Clock,
  logger: Logger,
  { bounds = {}, spool }: OpenLogOptions = {},
): PredictionLogStore {
  const folder = spoolFolder(spool)
  return createPredictionLog({
    spool: folder === undefined ? undefined : openNodeSpool(folder, dataFolder),
    folder: join(dataFolder, 'log'),
    keyFile: join(dataFolder, 'log.key'),
    files: createNodeFiles(),
    timers: systemTimers(clock),
    logger,
    bounds,
  })
}

/** The time of the machine. */
export function systemTimers(clock: Clock): LogTimers {
  return {
    now: () => clock.now(),
    monotonicMs: () => clock.monotonicMs(),
    later: (ms, run) => {
      const timer = setTimeout(run, ms)
      timer.unref()
      return () => clearTimeout(timer)
    },
    wait: (ms) => wait(ms),
    soon: (run) => void setImmediate(run),
    turn: () => turn(),
  }
}
