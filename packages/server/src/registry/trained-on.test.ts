import { expect, test } from 'vitest'
import { parseTrainedOn } from './trained-on.ts'

test.each([
  ['2001-01-01..2001-02-01', '2001-01-01T00:00:00.000000Z', '2001-02-01T00:00:00.000000Z'],
  ['2001-01..2001-02', '2001-01-01T00:00:00.000000Z', '2001-02-01T00:00:00.000000Z'],
  [
    '2001-01-01T00:00:00-05:00..2001-01-02',
    '2001-01-01T05:00:00.000000Z',
    '2001-01-02T00:00:00.000000Z',
  ],
])('reads the period %s', (text, from, until) => {
  expect(parseTrainedOn(text)).toEqual({ from, until })
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
      message: `--trained-on: found "${text}", expected FROM..UNTIL.`,
    }),
  )
})

test('tells who asks for data without times at push where that is said', () => {
  expect(() => parseTrainedOn('elsewhere')).toThrow(
    expect.objectContaining({
      hint: expect.stringContaining('ratchet backtest and ratchet check'),
    }),
  )
})
