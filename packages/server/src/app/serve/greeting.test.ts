import { expect, test } from 'vitest'
import { greeting } from './greeting.ts'

const url = 'http://127.0.0.1:7300'

test('gives the URL on the first line, then a curl line and three lines of Python', () => {
  const lines = greeting(url, { endpoint: 'flights', row: { hour: 7, origin: 'ABQ' } }).split('\n')
  expect(lines[0]).toBe('Serving at http://127.0.0.1:7300')
  expect(lines.filter((line) => line.includes('curl'))).toEqual([
    `  curl -s ${url}/predict/flights -d '{"rows":[{"hour":7,"origin":"ABQ"}]}'`,
  ])
  expect(lines.slice(lines.indexOf('or from Python:') + 1)).toHaveLength(3)
})

test('writes what JSON and Python call by other names as Python does', () => {
  const text = greeting(url, { endpoint: 'm', row: { a: true, b: null, c: "it's" } })
  expect(text).toContain('rows = [{"a": True, "b": None, "c": "it\'s"}]')
  expect(text).toContain(String.raw`it'\''s`)
})

test('says how to get an endpoint where there is none', () => {
  expect(greeting(url, undefined)).toContain('ratchet promote')
})
