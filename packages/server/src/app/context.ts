import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { createProgress, silentProgress } from '../platform/cli-kit/progress.ts'
import type { CommandContext, CommandInput } from '../platform/cli-kit/types.ts'
import { systemClock } from '../platform/clock.ts'
import { createLogger, type Logger } from '../platform/logger.ts'
import { Problem } from '../platform/problem.ts'
import { findProject } from '../platform/project.ts'
import { dataFolderOf, type Environment, parseLogLevel } from './config.ts'

export interface ContextOptions {
  readonly input: CommandInput
  readonly environment: Environment
  readonly workingFolder: string
  readonly streams: { stdin: Readable; stdout: Writable; stderr: Writable }
  /** Size of standard input where it is a file. */
  readonly stdinSizeBytes?: number | undefined
  /** Whether standard error is a terminal. */
  readonly isTerminal: boolean
  readonly signal: AbortSignal
}

/** A command's outside world, and its end. */
export interface OpenContext extends CommandContext {
  close(): Promise<void>
}

/** Builds what a command sees; nothing is opened before the command asks for it. */
export async function openContext(options: ContextOptions): Promise<OpenContext> {
  const { input, environment, streams, workingFolder } = options
  const json = input.flag('json')
  const isTerminal = options.isTerminal && !environment.isPlain
  const project = once(() => findProject(workingFolder))
  const opened: { close(): Promise<void> }[] = []
  const client = once(async () => {
    const { reachDataFolder } = await import('./reach-data-folder.ts')
    const reached = await reachDataFolder({
      path: dataFolderOrRefuse(await dataFolder()),
      user: environment.user,
      logger: loggerOf(options, 'warn'),
    })
    opened.push(reached)
    return reached.client
  })
  const dataFolder = once(async () => {
    const flag = input.text('data')
    const named = dataFolderOf(flag, environment, undefined, workingFolder)
    return named ?? dataFolderOf(undefined, environment, await project(), workingFolder)
  })
  return {
    ...streams,
    ...(options.stdinSizeBytes === undefined ? {} : { stdinSizeBytes: options.stdinSizeBytes }),
    isTerminal,
    json,
    workingFolder,
    clock: systemClock,
    signal: options.signal,
    project,
    dataFolder,
    client,
    blobFiles: async () => {
      const { openBlobFiles } = await import('../adapters/filesystem/blob-files.ts')
      return openBlobFiles(join(dataFolderOrRefuse(await dataFolder()), 'blobs'))
    },
    startEngine: async (files) => {
      const { startCommandEngine } = await import('./command-engine.ts')
      const engine = await startCommandEngine(files, options.signal)
      opened.push({ close: async () => engine.close() })
      return engine
    },
    logger: loggerOf(options, 'info'),
    user: environment.user,
    print: (human, data) => {
      streams.stdout.write(json ? `${JSON.stringify(data)}\n` : `${human.trimEnd()}\n`)
    },
    note: (text) => {
      if (!json) streams.stderr.write(`${text}\n`)
    },
    progress: (label, unit, total) =>
      json || !options.isTerminal
        ? silentProgress
        : createProgress({
            ...{ label, unit, total, stream: streams.stderr, clock: systemClock },
            rewrites: isTerminal,
          }),
    close: async () => {
      for (const one of opened.reverse()) await one.close()
    },
  }
}

function loggerOf(options: ContextOptions, quietest: 'info' | 'warn'): Logger {
  const said = parseLogLevel(options.input.text('log-level'), '--log-level')
  const level = said ?? options.environment.logLevel ?? quietest
  const stream = level === 'silent' ? { write: () => true } : options.streams.stderr
  const form = options.isTerminal && !options.input.flag('json') ? 'text' : 'json'
  const lowest = level === 'silent' ? 'error' : level
  return createLogger({ stream, clock: systemClock, level: lowest, form })
}

function dataFolderOrRefuse(path: string | undefined): string {
  if (path !== undefined) return path
  throw new Problem(
    'project-not-found',
    'There is no data folder: no ratchet.yaml was found here or above.',
    {
      hint: 'Give --data DIR, set RATCHET_DATA, or run ratchet init.',
    },
  )
}

/** Computes on the first call and remembers, failures too. */
function once<T>(compute: () => Promise<T>): () => Promise<T> {
  let value: Promise<T> | undefined
  return () => {
    value ??= compute()
    return value
  }
}
