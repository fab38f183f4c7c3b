import fc from 'fast-check'
import { expect, test } from 'vitest'
import { coordinate, escapeText, tag } from './svg.ts'
import { parseXml, textOf } from './testing/xml.ts'

test('text comes back from the document as it went in, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
      fc.pre(!hasForbidden(text))
      const root = parseXml(tag('text', { 'data-name': text }, text).markup)
      expect(textOf(root)).toBe(text)
      expect(root.attributes['data-name']).toBe(text)
    }),
  )
})

test('characters that XML forbids and lone surrogates become replacement characters', () => {
  expect(escapeText('a\u0000b\u001fc\ud800d\uffffe')).toBe('a\ufffdb\ufffdc\ufffdd\ufffde')
  expect(escapeText('tab\tline\nface😀')).toBe('tab\tline\nface😀')
})

test('coordinates have two decimals at most and no minus zero', () => {
  expect([1 / 3, -0.001, 12, 1e-9, 1234.5678].map(coordinate)).toEqual([
    '0.33',
    '0',
    '12',
    '0',
    '1234.57',
  ])
})

function hasForbidden(text: string): boolean {
  return escapeText(text).includes('\ufffd')
}

test('text cannot turn the direction of the words around it', () => {
  expect(escapeText('a\u202eb\u2066c')).toBe('a\ufffdb\ufffdc')
})
