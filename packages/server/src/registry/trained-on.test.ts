import { expect, test } from 'vitest'
import { zoneOf } from '../platform/zone.ts'
import { parseTrainedOn, periodText } from './trained-on.ts'

test.each([
  ['2001-01-01..2001-02-01', '2001-01-01T00:00:00.000000Z', '2001-02-01T00:00:00.000000Z'],
  ['2001-01..2001-02', '2001-01-01T00:00:00.000000Z', '2001-02-01T00:00:00.000000Z'],
  [
    '2001-01-01T00:00:00-05:00..2001-01-02',
    '2001-01-01T05:00:00.000000Z',
    '2001-01-02T00:00:00.000000Z',
  ],
])('reads the period %s', (text, from, until) => {
  expect(parseTrainedOn(text)).toEqual({ trainedOn: { from, until } })
})

test.each([
  '2001-01-01',
  '2001-02..2001-01',
  '2001-01..2001-01',
  '2001-02-30..2001-03-03',
  'a..b',
  '1..2..3',
])('refuses %s, saying how it is written', (text) => {
  expect(() => parseTrainedOn(text)).toThrow(
    expect.objectContaining({
      code: 'usage',
      message: `--trained-on: found "${text}", expected FROM..UNTIL or elsewhere.`,
    }),
  )
})

test('days begin at midnight of the zone, and elsewhere is no time at all', () => {
  const { trainedOn } = parseTrainedOn('2001-01..2001-07-02', zoneOf('Europe/Paris'))
  const period = { from: '2000-12-31T23:00:00.000000Z', until: '2001-07-01T22:00:00.000000Z' }
  expect(trainedOn).toEqual(period)
  expect(periodText(period)).toBe('2000-12-31T23:00Z..2001-07-01T22:00Z')
  expect(periodText({ from: '2001-01-01T00:00:00Z', until: '2001-02-01T00:00:00.000000Z' })).toBe(
    '2001-01-01..2001-02-01',
  )
  expect(parseTrainedOn('elsewhere')).toEqual({ elsewhere: true })
})
