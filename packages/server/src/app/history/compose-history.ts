import { join } from 'node:path'
import type { ProjectConfig } from '@ratchet-ml/protocol'
import { openHistoryStore } from '../../adapters/filesystem/history/history-store.ts'
import { openSegmentSource } from '../../adapters/filesystem/prediction-log/segment-source.ts'
import { History } from '../../feedback/history/service.ts'
import { hasUnconverted } from '../../feedback/history/upkeep/has-unconverted.ts'
import { WorkerProcess } from '../../feedback/history/worker-process.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Logger } from '../../platform/logger.ts'
import { later } from '../later.ts'

/** The history of a data folder; its worker is started when it is first asked. */
export function composeHistory(
  dataFolder: string,
  endpoints: ProjectConfig['endpoints'],
  clock: Clock,
  logger: Logger,
): History {
  const store = openHistoryStore(dataFolder)
  const segments = openSegmentSource(join(dataFolder, 'log'))
  const outcomeSegments = openSegmentSource(dataFolder)
  const keepDays = Object.entries(endpoints).flatMap(([name, { log }]) =>
    log?.keepDays === undefined ? [] : [[name, log.keepDays] as const],
  )
  return new History({
    ...{ clock, logger, later, keepDays: Object.fromEntries(keepDays) },
    worker: new WorkerProcess({ ...workerFile(), dataFolder, later }),
    hasWork: () => hasUnconverted(store, segments, () => outcomeSegments.list('outcomes')),
  })
}

const isFromSource = import.meta.url.endsWith('.ts')

/** Beside this file in a checkout; by name in the packed server, where files are chunks. */
function workerFile(): { readonly file: string; readonly execArgv: readonly string[] } {
  if (!isFromSource) {
    const url = import.meta.resolve('@ratchet-ml/server/history-worker')
    return { file: new URL(url).pathname, execArgv: [] }
  }
  return {
    file: new URL('./history-worker.ts', import.meta.url).pathname,
    execArgv: ['--conditions=ratchet-source', '--disable-warning=ExperimentalWarning'],
  }
}
