import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseTimestamp } from './timestamp.ts'

test('agrees with the platform on every moment to the millisecond', () => {
  const bounds = { min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z') }
  fc.assert(
    fc.property(fc.date({ ...bounds, noInvalidDate: true }), (date) => {
      expect(parseTimestamp(date.toISOString())).toBe(date.getTime() * 1000)
    }),
  )
})

test.each([
  // RFC 3339 section 5.8
  ['1985-04-12T23:20:50.52Z', Date.UTC(1985, 3, 12, 23, 20, 50, 520) * 1000],
  ['1996-12-19T16:39:57-08:00', Date.UTC(1996, 11, 20, 0, 39, 57) * 1000],
  ['1990-12-31T23:59:60Z', Date.UTC(1991, 0, 1) * 1000],
  ['1937-01-01T12:00:27.87+00:20', Date.UTC(1937, 0, 1, 11, 40, 27, 870) * 1000],
  ['1970-01-01 00:00:00.000001z', 1],
  ['1970-01-01t00:00:00.0000019Z', 1],
  ['2000-02-29T00:00:00Z', Date.UTC(2000, 1, 29) * 1000],
])('reads %s', (text, us) => {
  expect(parseTimestamp(text)).toBe(us)
})

test.each([
  '',
  '2001-01-31',
  '2001-01-31T05:30:00',
  '2001-02-29T00:00:00Z',
  '1900-02-29T00:00:00Z',
  '2001-13-01T00:00:00Z',
  '2001-04-31T00:00:00Z',
  '2001-01-01T24:00:00Z',
  '2001-01-01T00:00:61Z',
  '2001-01-01T00:00:00.Z',
  '2001-01-01T00:00:00+0100',
  '2001-01-01T00:00:00+01:00x',
  '2001/01/01T00:00:00Z',
  '2001-01-01X00:00:00Z',
  '+2001-01-01T00:00:00Z',
])('holds %j for no timestamp', (text) => {
  expect(parseTimestamp(text)).toBeUndefined()
})
