import { expect, test } from 'vitest'
import { parseTimeBound } from './time-bound.ts'

const utc = { name: 'UTC', toLocal: (time: number) => time, toUtc: (time: number) => time }
const east = { ...utc, name: 'Etc/GMT-1', toUtc: (time: number) => time - 3_600_000_000 }

test.each([
  ['2001', Date.UTC(2001, 0, 1)],
  ['2001-02', Date.UTC(2001, 1, 1)],
  ['2001-02-28', Date.UTC(2001, 1, 28)],
  ['2001-02-28T08:15', Date.UTC(2001, 1, 28, 8, 15)],
  ['2001-02-28 08:15:30', Date.UTC(2001, 1, 28, 8, 15, 30)],
])('%s is local to the zone of the data', (text, millis) => {
  expect(parseTimeBound(text, 'from', utc)).toBe(millis * 1000)
  expect(parseTimeBound(text, 'from', east)).toBe((millis - 3_600_000) * 1000)
})

test('a time with its zone means that instant', () => {
  const instant = Date.UTC(2001, 0, 1, 6) * 1000 + 250_000
  expect(parseTimeBound('2001-01-01T08:00:00.25+02:00', 'from', east)).toBe(instant)
})

test.each(['', 'january', '2001-13', '2001-02-30', '2001-02-28T25:00', '01/02/2001'])(
  'refuses %j and shows how a time is written',
  (text) => {
    expect(() => parseTimeBound(text, 'until', utc)).toThrow(
      expect.objectContaining({
        code: 'usage',
        message: expect.stringContaining(`--until: found ${JSON.stringify(text)}`),
        hint: expect.stringContaining('2001-01-31'),
      }),
    )
  },
)
