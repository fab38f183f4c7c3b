import { expect, test } from 'vitest'
import { createLogger, type LogLevel } from './logger.ts'
import { manualClock } from './testing/manual-clock.ts'

function collecting(level?: LogLevel) {
  const lines: string[] = []
  const stream = { write: (text: string) => lines.push(text) }
  const options = level === undefined ? {} : { level }
  return { lines, logger: createLogger({ stream, clock: manualClock(), ...options }) }
}

test('writes one JSON object a line, with the fields behind time, level and message', () => {
  const { lines, logger } = collecting()
  logger.child({ endpoint: 'flights' }).warn('version unloaded', { version: 3 })
  expect(lines).toEqual([
    '{"time":"2026-01-01T00:00:00.000000Z","level":"warn","msg":"version unloaded",' +
      '"endpoint":"flights","version":3}\n',
  ])
})

test('leaves out what is below its level', () => {
  const { lines, logger } = collecting('warn')
  logger.debug('a')
  logger.info('b')
  logger.error('c')
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['c'])
})

test('tells an error with its message, code and cause', () => {
  const { lines, logger } = collecting()
  const cause = Object.assign(new Error('no room'), { code: 'ENOSPC' })
  logger.error('write failed', { error: new Error('cannot write', { cause }), bytes: 5n })
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    error: { message: 'cannot write', cause: { message: 'no room', code: 'ENOSPC' } },
    bytes: '5',
  })
})

test('tells a person at a terminal the same in words', () => {
  const lines: string[] = []
  const stream = { write: (text: string) => lines.push(text) }
  const logger = createLogger({ stream, clock: manualClock(), form: 'text' })
  logger.info('version changed state', { model: 'flights', version: 1 })
  logger.error('write failed', { error: new Error('no room') })
  logger.warn('stopping')
  expect(lines).toEqual([
    '00:00:00 info version changed state: model flights, version 1\n',
    '00:00:00 error write failed: error no room\n',
    '00:00:00 warn stopping\n',
  ])
})
