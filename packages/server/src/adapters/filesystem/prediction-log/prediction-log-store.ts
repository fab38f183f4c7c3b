import { Buffer } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import type { Logger } from '../../../platform/logger.ts'
import type { LogWriter, PredictionLogStore } from '../../../serving/log/store.ts'
import type { LogCounts, LogHeader } from '../../../serving/log/types.ts'
import { writeDurably } from '../durable-file.ts'
import type { LogFiles } from '../segments/file-layer.ts'
import { findLast, listSegments, readSegments } from '../segments/read-segments.ts'
import { repairFolder } from '../segments/repair.ts'
import { defaultBounds, type LogBounds, type LogTimers } from './log-bounds.ts'
import { GroupedLogWriter } from './log-writer.ts'
import { SegmentChain } from './segment-chain.ts'

export interface PredictionLogOptions {
  /** Holds a folder for each endpoint. */
  readonly folder: string
  /** Of the key of hashed columns. */
  readonly keyFile: string
  readonly files: LogFiles
  readonly timers: LogTimers
  readonly logger: Logger
  readonly bounds?: Partial<LogBounds>
}

interface EndpointState {
  nextSequence: number
  readonly counts: LogCounts
}

/** The prediction log in files: a folder of segments for each endpoint. */
export function createPredictionLog(options: PredictionLogOptions): PredictionLogStore {
  const { files, folder, logger } = options
  const endpoints = new Map<string, EndpointState>()
  const folderOf = (endpoint: string) => `${folder}/${endpoint}`
  const stateOf = (endpoint: string) => {
    const known = endpoints.get(endpoint)
    if (known !== undefined) return known
    const state = { nextSequence: 1, counts: noCounts() }
    endpoints.set(endpoint, state)
    return state
  }
  return {
    repair: async () => {
      for (const endpoint of await files.list(folder)) {
        await repairFolder(files, folderOf(endpoint), logger)
        const last = (await listSegments(files, folderOf(endpoint), true)).at(-1)
        stateOf(endpoint).nextSequence = (last?.sequence ?? 0) + 1
      }
    },
    open: (header, durability) =>
      openWriter(options, header, durability, folderOf(header.endpoint), stateOf(header.endpoint)),
    hashKey: () => readKey(options.keyFile),
    read: (endpoint, from) => readSegments<LogHeader>(files, folderOf(endpoint), from),
    lastRecords: (endpoint, count) => findLast(files, folderOf(endpoint), count),
  }
}

function openWriter(
  { files, timers, logger, bounds: some }: PredictionLogOptions,
  header: LogHeader,
  durability: 'default' | 'before-response',
  folder: string,
  state: EndpointState,
): LogWriter {
  const { counts } = state
  const bounds = { ...defaultBounds, ...some }
  const nextSequence = () => state.nextSequence++
  const shared = { durability, bounds, timers, counts, logger }
  const chain = new SegmentChain({ ...shared, files, folder, header, nextSequence })
  return new GroupedLogWriter({ ...shared, chain })
}

function readKey(path: string): Uint8Array {
  if (!existsSync(path)) writeDurably(path, randomBytes(32).toString('hex'))
  return Buffer.from(readFileSync(path, 'utf8'), 'hex')
}

function noCounts(): LogCounts {
  return {
    ...{ sampledOut: 0, written: 0, dropped: 0, failed: 0, pending: 0 },
    ...{ unwaited: 0, syncFailures: 0 },
  }
}
