import { expect, test } from 'vitest'
import {
  agoText,
  bytesText,
  millisecondsText,
  spanText,
  timeText,
  withShortDigests,
} from './text.ts'

test('times are UTC to the second, and what is no time stays as it is', () => {
  expect(timeText('2026-01-02T03:04:05.678Z')).toBe('2026-01-02 03:04:05 UTC')
  expect(timeText('soon')).toBe('soon')
})

test.each([
  ['2026-01-02T00:00:00Z', 'just now'],
  ['2026-01-01T23:59:00Z', '1 minute ago'],
  ['2026-01-01T21:30:00Z', '2 hours ago'],
  ['2025-12-30T00:00:00Z', '3 days ago'],
  ['2026-01-03T00:00:00Z', 'just now'],
])('%s was %s', (instant, text) => {
  expect(agoText(instant, new Date('2026-01-02T00:00:00Z'))).toBe(text)
})

test('sizes and times have a unit and three digits', () => {
  expect([0, 999, 12_345, 6.7e9].map(bytesText)).toEqual(['0 B', '999 B', '12.3 kB', '6.7 GB'])
  expect([undefined, 0.1234, 1234].map(millisecondsText)).toEqual(['–', '0.123 ms', '1,230 ms'])
})

test('a span of whole days names its first and its last day', () => {
  expect(spanText('2001-01-01T00:00:00Z', '2001-02-01T00:00:00Z')).toBe('2001-01-01 to 2001-01-31')
  expect(spanText('2001-01-01T00:00:00Z', '2001-01-02T00:00:00Z')).toBe('2001-01-01')
  expect(spanText('2001-01-01T05:00:00Z', '2001-01-02T00:00:00Z')).toContain('to before')
})

test('digests within a text are cut to what it takes to recognise them', () => {
  const digest = `sha256:${'0123456789abcdef'.repeat(4)}`
  expect(withShortDigests(`snapshot ${digest}, by hand`)).toBe(
    'snapshot sha256:0123456789ab…, by hand',
  )
})
