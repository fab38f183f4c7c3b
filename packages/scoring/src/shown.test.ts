import { expect, test } from 'vitest'
import { corrupt } from './corrupt.ts'
import { shortened, shown } from './shown.ts'

test('a message shows control, bidirectional and broken characters as their code', () => {
  expect(shortened('\u001b[2J\u009b1m')).toBe('\\u{1b}[2J\\u{9b}1m')
  expect(shortened('a\u202eb\ud800')).toBe('a\\u{202e}b\\u{d800}')
  expect(shortened('größe 😀')).toBe('größe 😀')
  expect(shown('a\nb')).toBe('"a\\nb"')
})

test('a message quotes at most 80 characters, however long the text is', () => {
  expect(shortened('x'.repeat(80))).toHaveLength(80)
  expect(shortened('x'.repeat(1e6))).toBe(`${'x'.repeat(77)}...`)
  expect(shortened('\u0000'.repeat(1e6))).toHaveLength(80)
})

test('a place that a file has made long is cut short too', () => {
  const refusal = corrupt(`part/${'x'.repeat(1e6)}\n`, 'this', 'that')
  expect(refusal.place.length).toBeLessThanOrEqual(400)
  expect(corrupt('a\nb', 'this', 'that').message).toBe('a\\u{a}b: found this, expected that')
})
