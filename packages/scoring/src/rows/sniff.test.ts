import { expect, test } from 'vitest'
import { sniffRowFormat } from './sniff.ts'

test.each([
  ['{"a":1}', 'ndjson'],
  [' \n[1]', 'ndjson'],
  ['\ufeff{"a":1}', 'ndjson'],
  ['a,b\n', 'csv'],
  ['"a",b\n', 'csv'],
  ['', undefined],
  [' \r\n\t', undefined],
])('takes %j for %s', (text, format) => {
  expect(sniffRowFormat(new TextEncoder().encode(text))).toBe(format)
})
