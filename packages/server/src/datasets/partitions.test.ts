import fc from 'fast-check'
import { expect, test } from 'vitest'
import { zoneOf } from '../platform/zone.ts'
import { dateOf, hourOf, minuteOf, weekdayOf } from './calendar.ts'
import { TimePartitions, toInstants } from './partitions.ts'

const at = (text: string) => Date.parse(text) * 1000

test.each([
  ['month', 'UTC', '2001-01-31T23:59:59Z', '2001-01', '2001-01-01T00:00:00', '2001-02-01T00:00:00'],
  ['month', 'UTC', '2001-12-01T00:00:00Z', '2001-12', '2001-12-01T00:00:00', '2002-01-01T00:00:00'],
  [
    'day',
    'UTC',
    '2000-02-29T12:00:00Z',
    '2000-02-29',
    '2000-02-29T00:00:00',
    '2000-03-01T00:00:00',
  ],
  ['week', 'UTC', '2000-12-31T12:00:00Z', '2000-W52', '2000-12-25T00:00:00', '2001-01-01T00:00:00'],
  ['week', 'UTC', '2002-12-31T12:00:00Z', '2003-W01', '2002-12-30T00:00:00', '2003-01-06T00:00:00'],
  [
    'month',
    'America/New_York',
    '2001-04-01T04:30:00Z',
    '2001-03',
    '2001-03-01T05:00:00',
    '2001-04-01T05:00:00',
  ],
  [
    'day',
    'America/New_York',
    '2001-04-01T12:00:00Z',
    '2001-04-01',
    '2001-04-01T05:00:00',
    '2001-04-02T04:00:00',
  ],
] as const)('the %s in %s of %s is %s', (length, zone, time, name, from, until) => {
  const partitions = new TimePartitions(length, zoneOf(zone))
  const index = partitions.indexOf(at(time))
  const found = partitions.found[index]
  expect(found?.name).toBe(name)
  expect(found && toInstants(found)).toEqual({ from: `${from}.000000Z`, until: `${until}.000000Z` })
})

test('every time lies in its own partition, found again in any order', () => {
  const time = fc.integer({ min: at('1900-01-01'), max: at('2100-01-01') })
  const length = fc.constantFrom('day', 'week', 'month')
  fc.assert(
    fc.property(
      length,
      fc.constantFrom('UTC', 'Europe/Berlin'),
      fc.array(time),
      (by, zone, times) => {
        const partitions = new TimePartitions(by, zoneOf(zone))
        const indices = times.map((one) => partitions.indexOf(one))
        for (const [i, one] of times.entries()) {
          const found = partitions.found[indices[i] ?? -1]
          expect(found && found.from <= one && one < found.until).toBe(true)
          expect(partitions.indexOf(one)).toBe(indices[i])
        }
        expect(new Set(partitions.found.map(({ name }) => name)).size).toBe(partitions.found.length)
      },
    ),
    { numRuns: 50 },
  )
})

test('a missing time has no partition', () => {
  expect(new TimePartitions('month', zoneOf('UTC')).indexOf(Number.NaN)).toBe(-1)
})

test('parts of times are those of the platform', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e14, max: 1e14 }), (millis) => {
      const date = new Date(millis)
      const micros = millis * 1000
      expect(dateOf(micros)).toEqual({
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
      })
      expect([hourOf(micros), minuteOf(micros), weekdayOf(micros)]).toEqual([
        date.getUTCHours(),
        date.getUTCMinutes(),
        (date.getUTCDay() + 6) % 7,
      ])
    }),
  )
})

test('local times that occur twice are the first, those that are skipped move on', () => {
  const zone = zoneOf('America/New_York')
  expect(zone.toUtc(at('2001-10-28T01:30:00Z'))).toBe(at('2001-10-28T05:30:00Z'))
  expect(zone.toUtc(at('2001-04-01T02:30:00Z'))).toBe(at('2001-04-01T07:30:00Z'))
  expect(zone.toUtc(at('2001-04-01T03:00:00Z'))).toBe(at('2001-04-01T07:00:00Z'))
})

test('a zone that nobody knows is refused by name', () => {
  expect(() => zoneOf('Mars/Olympus')).toThrow(
    expect.objectContaining({
      code: 'config-invalid',
      message: expect.stringContaining('Mars/Olympus'),
    }),
  )
})
