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
  /** `json` unless told: for machines; `text` for a person at a terminal. */
  readonly form?: 'json' | 'text'
}

/**
 * Writes one line a record. As JSON: an object: `{"time","level","msg",...fields}`. An error among the fields is
 * written as its name, message, code and stack.
 */
export function createLogger(options: LoggerOptions, bound: LogFields = {}): Logger {
  const lowest = logLevels.indexOf(options.level ?? 'info')
  const writer = (level: LogLevel) => {
    if (logLevels.indexOf(level) < lowest) return () => {}
    return (msg: string, fields: LogFields = {}) => {
      const time = toRfc3339(options.clock.now())
      const record = { ...bound, ...fields }
      options.stream.write(
        options.form === 'text'
          ? textOf(time, level, msg, record)
          : `${json({ time, level, msg, ...record })}\n`,
      )
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

/** Such as `14:03:59 info version changed state: model flights, version 1, state ready`. */
function textOf(time: string, level: LogLevel, msg: string, fields: LogFields): string {
  const told = Object.entries(fields).map(([name, value]) => {
    if (value instanceof Error) return `${name} ${value.message}`
    return `${name} ${typeof value === 'string' ? value : json(value)}`
  })
  return `${time.slice(11, 19)} ${level} ${msg}${told.length === 0 ? '' : ': '}${told.join(', ')}\n`
}

function json(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => plain(part)) ?? 'undefined'
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (!(value instanceof Error)) return value
  const { name, message, stack, cause } = value
  const code = 'code' in value ? value.code : undefined
  return { name, message, code, stack, cause }
}
