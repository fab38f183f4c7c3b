import { type Clock, toRfc3339 } from './clock.ts'

export const logLevels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

/** JSON by name. Never feature values, predictions or secrets. */
export type LogFields = Readonly<Record<string, unknown>>

/** Lines for operators. A message is constant; what varies goes into the fields. */
export interface Logger {
  debug(msg: string, fields?: LogFields): void
  info(msg: string, fields?: LogFields): void
  warn(msg: string, fields?: LogFields): void
  error(msg: string, fields?: LogFields): void
  /** A logger that adds `fields` to every line. */
  child(fields: LogFields): Logger
}

export interface LoggerOptions {
  readonly stream: { write(text: string): unknown }
  readonly clock: Clock
  /** Lines below this level are not written; `info` unless told. */
  readonly level?: LogLevel
}

/**
 * Writes one JSON object a line: `{"time","level","msg",...fields}`. An error among the fields is
 * written as its name, message, code and stack.
 */
export function createLogger(options: LoggerOptions, bound: LogFields = {}): Logger {
  const lowest = logLevels.indexOf(options.level ?? 'info')
  const writer = (level: LogLevel) => {
    if (logLevels.indexOf(level) < lowest) return () => {}
    return (msg: string, fields: LogFields = {}) => {
      const time = toRfc3339(options.clock.now())
      options.stream.write(lineOf({ time, level, msg, ...bound, ...fields }))
    }
  }
  return {
    debug: writer('debug'),
    info: writer('info'),
    warn: writer('warn'),
    error: writer('error'),
    child: (fields) => createLogger(options, { ...bound, ...fields }),
  }
}

/** A logger that says nothing. */
export const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLogger,
}

function lineOf(record: LogFields): string {
  return `${JSON.stringify(record, (_, value: unknown) => plain(value))}\n`
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (!(value instanceof Error)) return value
  const { name, message, stack, cause } = value
  const code = 'code' in value ? value.code : undefined
  return { name, message, code, stack, cause }
}
