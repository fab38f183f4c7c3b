import { userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { type LogLevel, logLevels } from '../platform/logger.ts'
import { Problem } from '../platform/problem.ts'
import type { Project } from '../platform/project.ts'

/** What the environment says. Read once, here alone. */
export interface Environment {
  readonly dataFolder: string | undefined
  readonly logLevel: LogLevel | 'silent' | undefined
  readonly user: string
  /** Colours and rewriting of lines are unwanted. */
  readonly isPlain: boolean
}

/** @throws Problem `config-invalid` for a value that is not understood */
export function readEnvironment(env: NodeJS.ProcessEnv = process.env): Environment {
  return Object.freeze({
    dataFolder: env['RATCHET_DATA'] === '' ? undefined : env['RATCHET_DATA'],
    logLevel: parseLogLevel(env['RATCHET_LOG_LEVEL'], 'RATCHET_LOG_LEVEL'),
    user: userName(),
    isPlain: env['CI'] !== undefined || env['NO_COLOR'] !== undefined || env['TERM'] === 'dumb',
  })
}

/** The folder in memory for log records on their way to the disk; `off` for none. */
export function logSpoolOf(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return env['RATCHET_LOG_SPOOL'] === '' ? undefined : env['RATCHET_LOG_SPOOL']
}

const mostEngineThreads = 1024

/**
 * Threads of one run of an engine: one unless told, as a model then takes one core whatever it is asked.
 * @throws Problem `config-invalid`
 */
export function engineThreadsOf(env: NodeJS.ProcessEnv = process.env): number {
  const text = env['RATCHET_ENGINE_THREADS'] ?? ''
  if (text === '') return 1
  const threads = Number(text)
  if (Number.isInteger(threads) && threads >= 1 && threads <= mostEngineThreads) return threads
  throw new Problem(
    'config-invalid',
    `RATCHET_ENGINE_THREADS is "${text}"; it must be a whole number from 1 to ${mostEngineThreads}.`,
  )
}

/** Levels of the log, and `silent` for none at all. */
export function parseLogLevel(
  text: string | undefined,
  origin: string,
): LogLevel | 'silent' | undefined {
  if (text === undefined || text === '') return undefined
  const level = [...logLevels, 'silent' as const].find((known) => known === text)
  if (level !== undefined) return level
  throw new Problem(
    'config-invalid',
    `${origin} is "${text}"; it must be one of ${[...logLevels, 'silent'].join(', ')}.`,
  )
}

/** Where state lives: the flag, the environment, the project; `undefined` when none says so. */
export function dataFolderOf(
  flag: string | undefined,
  environment: Environment,
  project: Project | undefined,
  workingFolder: string,
): string | undefined {
  const named = flag ?? environment.dataFolder
  if (named !== undefined) return resolve(workingFolder, named)
  return project === undefined ? undefined : join(project.folder, project.config.data)
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.() ?? 'unknown') // a user without an entry in the system's list
  }
}
